# SPDX-License-Identifier: Apache-2.0
# A stack in two regions. Direct these are two clouds with two logins, through the gateway one login and two regions.
terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}
variable "auth_urls" { type = list(string) }
variable "tokens" {
  type      = list(string)
  sensitive = true
}
variable "regions" { type = list(string) }
variable "cacert" { type = string }
variable "image_file" { type = string }
variable "flavor" { type = string }

provider "openstack" {
  alias        = "one"
  auth_url     = var.auth_urls[0]
  token        = var.tokens[0]
  region       = var.regions[0]
  cacert_file  = var.cacert
  allow_reauth = false
}
provider "openstack" {
  alias        = "two"
  auth_url     = var.auth_urls[1]
  token        = var.tokens[1]
  region       = var.regions[1]
  cacert_file  = var.cacert
  allow_reauth = false
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
output "addresses" { value = [module.one.address, module.two.address] }
