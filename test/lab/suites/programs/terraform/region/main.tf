# SPDX-License-Identifier: Apache-2.0
terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}
variable "image_file" { type = string }
variable "flavor" { type = string }

data "openstack_networking_network_v2" "public" { name = "public" }
data "openstack_compute_flavor_v2" "small" { name = var.flavor }

resource "openstack_images_image_v2" "image" {
  name             = "tf-image"
  local_file_path  = var.image_file
  container_format = "bare"
  disk_format      = "raw"
  properties       = { purpose = "a 'test' %5C" }
  tags             = ["one", "two"]
}
resource "openstack_networking_network_v2" "net" {
  name        = "tf-net"
  description = "made by Terraform"
  tags        = ["a b", "c"]
}
resource "openstack_networking_subnet_v2" "subnet" {
  name            = "tf-subnet"
  network_id      = openstack_networking_network_v2.net.id
  cidr            = "10.50.0.0/24"
  dns_nameservers = ["192.0.2.1", "192.0.2.2"]
}
resource "openstack_networking_router_v2" "router" {
  name                = "tf-router"
  external_network_id = data.openstack_networking_network_v2.public.id
}
resource "openstack_networking_router_interface_v2" "interface" {
  router_id = openstack_networking_router_v2.router.id
  subnet_id = openstack_networking_subnet_v2.subnet.id
}
resource "openstack_networking_secgroup_v2" "group" {
  name                 = "tf-group"
  delete_default_rules = true
}
resource "openstack_networking_secgroup_rule_v2" "ssh" {
  security_group_id = openstack_networking_secgroup_v2.group.id
  direction         = "ingress"
  ethertype         = "IPv4"
  protocol          = "tcp"
  port_range_min    = 22
  port_range_max    = 22
  remote_ip_prefix  = "10.0.0.0/8"
}
resource "openstack_networking_port_v2" "port" {
  name               = "tf-port"
  network_id         = openstack_networking_network_v2.net.id
  security_group_ids = [openstack_networking_secgroup_v2.group.id]
  fixed_ip {
    subnet_id  = openstack_networking_subnet_v2.subnet.id
    ip_address = "10.50.0.20"
  }
  allowed_address_pairs { ip_address = "10.50.0.99" }
}
resource "openstack_compute_keypair_v2" "key" { name = "tf-key" }
resource "openstack_compute_servergroup_v2" "servers" {
  name     = "tf-servers"
  policies = ["soft-anti-affinity"]
}
resource "openstack_compute_instance_v2" "server" {
  name      = "tf-server"
  image_id  = openstack_images_image_v2.image.id
  flavor_id = data.openstack_compute_flavor_v2.small.id
  key_pair  = openstack_compute_keypair_v2.key.name
  user_data = "#cloud-config\n{}\n"
  metadata  = { role = "web" }
  tags      = ["blue"]
  network { port = openstack_networking_port_v2.port.id }
  scheduler_hints { group = openstack_compute_servergroup_v2.servers.id }
}
resource "openstack_networking_floatingip_v2" "address" { pool = "public" }
resource "openstack_networking_floatingip_associate_v2" "address" {
  floating_ip = openstack_networking_floatingip_v2.address.address
  port_id     = openstack_networking_port_v2.port.id
  depends_on  = [openstack_networking_router_interface_v2.interface]
}
resource "openstack_blockstorage_volume_v3" "volume" {
  name     = "tf-volume"
  size     = 1
  metadata = { purpose = "data" }
}
resource "openstack_compute_volume_attach_v2" "volume" {
  instance_id = openstack_compute_instance_v2.server.id
  volume_id   = openstack_blockstorage_volume_v3.volume.id
}
resource "openstack_objectstorage_container_v1" "container" {
  name          = "tf-container"
  force_destroy = true
  metadata      = { colour = "blue" }
}
resource "openstack_objectstorage_object_v1" "object" {
  container_name = openstack_objectstorage_container_v1.container.name
  name           = "tf/object %41.txt"
  content        = "text"
  content_type   = "text/plain"
}
output "address" { value = openstack_networking_port_v2.port.all_fixed_ips }
