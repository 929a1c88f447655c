# SPDX-License-Identifier: Apache-2.0
# The stack of `terraform`, logged in by application credential. In the middle it waits, making and unmaking: what comes after
# needs a login of its own if tokens end meanwhile.
terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}
variable "auth_urls" { type = list(string) }
variable "ids" { type = list(string) }
variable "secrets" {
  type      = list(string)
  sensitive = true
}
variable "regions" { type = list(string) }
variable "cacert" { type = string }
variable "image_file" { type = string }
variable "flavor" { type = string }

provider "openstack" {
  alias                         = "one"
  auth_url                      = var.auth_urls[0]
  application_credential_id     = var.ids[0]
  application_credential_secret = var.secrets[0]
  region                        = var.regions[0]
  cacert_file                   = var.cacert
}
provider "openstack" {
  alias                         = "two"
  auth_url                      = var.auth_urls[1]
  application_credential_id     = var.ids[1]
  application_credential_secret = var.secrets[1]
  region                        = var.regions[1]
  cacert_file                   = var.cacert
}
module "one" {
  source     = "./region"
  providers  = { openstack = openstack.one }
  image_file = var.image_file
  flavor     = var.flavor
}
module "two" {
  source     = "./region"
  providers  = { openstack = openstack.two }
  image_file = var.image_file
  flavor     = var.flavor
}
resource "terraform_data" "wait" {
  depends_on = [module.one, module.two]
  provisioner "local-exec" {
    command = "sleep \"$WAIT\""
  }
  provisioner "local-exec" {
    when    = destroy
    command = "sleep \"$WAIT\""
  }
}
resource "openstack_networking_network_v2" "after_one" {
  provider   = openstack.one
  name       = "tf-after"
  depends_on = [terraform_data.wait]
}
resource "openstack_networking_network_v2" "after_two" {
  provider   = openstack.two
  name       = "tf-after"
  depends_on = [terraform_data.wait]
}
resource "openstack_blockstorage_volume_v3" "after_one" {
  provider   = openstack.one
  name       = "tf-after"
  size       = 1
  depends_on = [terraform_data.wait]
}
resource "openstack_blockstorage_volume_v3" "after_two" {
  provider   = openstack.two
  name       = "tf-after"
  size       = 1
  depends_on = [terraform_data.wait]
}
