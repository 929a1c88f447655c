# SPDX-License-Identifier: Apache-2.0
# A first stack for the demo: a server with a volume behind a router, and an object, in one region of the gateway's.
terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}

variable "region" {
  default = "cloud-a"
}

# Where, and who: OS_AUTH_URL, OS_TOKEN, OS_CACERT and OS_ALLOW_REAUTH=false, as docs/demo.md sets them.
provider "openstack" {
  region = var.region
}

data "openstack_images_image_v2" "debian" {
  name = "Debian 12"
}

data "openstack_networking_network_v2" "public" {
  name = "public"
}

resource "openstack_networking_network_v2" "first" {
  name = "first"
  tags = ["demo", "first"]
}

resource "openstack_networking_subnet_v2" "first" {
  name       = "first"
  network_id = openstack_networking_network_v2.first.id
  cidr       = "10.11.12.0/24"
  tags       = ["demo"]
}

resource "openstack_networking_router_v2" "first" {
  name                = "first"
  external_network_id = data.openstack_networking_network_v2.public.id
}

resource "openstack_networking_router_interface_v2" "first" {
  router_id = openstack_networking_router_v2.first.id
  subnet_id = openstack_networking_subnet_v2.first.id
}

resource "openstack_networking_secgroup_v2" "ssh" {
  name        = "ssh"
  description = "SSH from anywhere"
}

resource "openstack_networking_secgroup_rule_v2" "ssh" {
  security_group_id = openstack_networking_secgroup_v2.ssh.id
  direction         = "ingress"
  ethertype         = "IPv4"
  protocol          = "tcp"
  port_range_min    = 22
  port_range_max    = 22
  remote_ip_prefix  = "0.0.0.0/0"
}

resource "openstack_networking_port_v2" "first" {
  name               = "first"
  network_id         = openstack_networking_network_v2.first.id
  security_group_ids = [openstack_networking_secgroup_v2.ssh.id]
  tags               = ["demo"]

  fixed_ip {
    subnet_id = openstack_networking_subnet_v2.first.id
  }
}

resource "openstack_compute_keypair_v2" "first" {
  name       = "first"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl first"
}

resource "openstack_blockstorage_volume_v3" "first" {
  name = "first"
  size = 1
}

resource "openstack_compute_instance_v2" "first" {
  name        = "first"
  flavor_name = "SCS-1V-4"
  image_id    = data.openstack_images_image_v2.debian.id
  key_pair    = openstack_compute_keypair_v2.first.name
  metadata    = { stack = "first" }

  network {
    port = openstack_networking_port_v2.first.id
  }
}

resource "openstack_compute_volume_attach_v2" "first" {
  instance_id = openstack_compute_instance_v2.first.id
  volume_id   = openstack_blockstorage_volume_v3.first.id
}

resource "openstack_networking_floatingip_v2" "first" {
  pool = "public"
  tags = ["demo"]
}

resource "openstack_networking_floatingip_associate_v2" "first" {
  floating_ip = openstack_networking_floatingip_v2.first.address
  port_id     = openstack_networking_port_v2.first.id
  depends_on  = [openstack_networking_router_interface_v2.first]
}

resource "openstack_objectstorage_container_v1" "first" {
  name     = "first"
  metadata = { stack = "first" }
}

resource "openstack_objectstorage_object_v1" "hello" {
  container_name = openstack_objectstorage_container_v1.first.name
  name           = "hello.txt"
  content        = "hello\n"
  content_type   = "text/plain"
}

output "address" {
  value = openstack_networking_floatingip_v2.first.address
}
