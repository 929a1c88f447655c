# SPDX-License-Identifier: Apache-2.0
# What people put into a cluster by Terraform. Two ways to log in: a kubeconfig (KUBE_CONFIG_PATH) and a URL with a token.
terraform {
  required_providers {
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

variable "host" { type = string }
variable "token" {
  type      = string
  sensitive = true
}
variable "ca" { type = string }
variable "prefix" { type = string }
variable "replicas" { default = 1 }
variable "object" { default = false }
variable "owner" { default = "" }

provider "kubernetes" {}

provider "kubernetes" {
  alias                  = "by_url"
  host                   = var.host
  token                  = var.token
  cluster_ca_certificate = file(var.ca)
}

locals {
  namespace = kubernetes_namespace_v1.all.metadata[0].name
  labels    = { app = "web", "lab.example/side" = var.prefix }
}

resource "kubernetes_namespace_v1" "all" {
  metadata {
    name        = "${var.prefix}-tf"
    labels      = local.labels
    annotations = { "lab.example/url" = "https://example.org/a?b=c&d=%2F" }
  }
}

resource "kubernetes_config_map_v1" "settings" {
  provider = kubernetes.by_url
  metadata {
    name      = "settings"
    namespace = local.namespace
  }
  data        = { "web.conf" = "listen 8080;\nname \"ü\" <&>;\n", replicas = tostring(var.replicas) }
  binary_data = { bytes = base64encode("\u0001\u0002ÿ") }
}

resource "kubernetes_secret_v1" "login" {
  metadata {
    name      = "login"
    namespace = local.namespace
  }
  type = "kubernetes.io/basic-auth"
  data = { username = "web", password = "p%40ss/word" }
}

resource "kubernetes_config_map_v1_data" "more" {
  metadata {
    name      = kubernetes_config_map_v1.shared.metadata[0].name
    namespace = local.namespace
  }
  data          = { owner = var.owner == "" ? "terraform" : var.owner }
  field_manager = var.owner == "" ? "terraform-data" : "somebody-else"
}

resource "kubernetes_config_map_v1" "shared" {
  metadata {
    name      = "shared"
    namespace = local.namespace
  }
  lifecycle { ignore_changes = [data] }
}

resource "kubernetes_service_account_v1" "web" {
  metadata {
    name      = "web"
    namespace = local.namespace
  }
}

resource "kubernetes_token_request_v1" "web" {
  metadata {
    name      = kubernetes_service_account_v1.web.metadata[0].name
    namespace = local.namespace
  }
  spec {
    audiences          = ["lab"]
    expiration_seconds = 3600
  }
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = local.namespace
    labels    = local.labels
  }
  spec {
    replicas = var.replicas
    selector { match_labels = { app = "web" } }
    template {
      metadata { labels = { app = "web" } }
      spec {
        service_account_name             = kubernetes_service_account_v1.web.metadata[0].name
        termination_grace_period_seconds = 2
        container {
          name  = "web"
          image = "lab.example/web:1"
          port { container_port = 8080 }
          env_from {
            config_map_ref { name = kubernetes_config_map_v1.settings.metadata[0].name }
          }
          readiness_probe {
            http_get {
              path = "/"
              port = 8080
            }
            period_seconds = 2
          }
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name      = "web"
    namespace = local.namespace
  }
  spec {
    selector = { app = "web" }
    port {
      name        = "http"
      port        = 80
      target_port = 8080
    }
  }
  # Those of kubernetes_labels below.
  lifecycle { ignore_changes = [metadata[0].labels] }
}

resource "kubernetes_job_v1" "once" {
  metadata {
    name      = "once"
    namespace = local.namespace
  }
  spec {
    template {
      metadata {}
      spec {
        restart_policy = "Never"
        container {
          name    = "once"
          image   = "lab.example/once:1"
          command = ["/bin/sh", "-c", "exit 0"]
        }
      }
    }
  }
  wait_for_completion = true
}

resource "kubernetes_cron_job_v1" "nightly" {
  metadata {
    name      = "nightly"
    namespace = local.namespace
  }
  spec {
    schedule = "0 3 * * *"
    suspend  = true
    job_template {
      metadata {}
      spec {
        template {
          metadata {}
          spec {
            restart_policy = "Never"
            container {
              name  = "nightly"
              image = "lab.example/nightly:1"
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_role_v1" "reader" {
  metadata {
    name      = "reader"
    namespace = local.namespace
  }
  rule {
    api_groups = [""]
    resources  = ["configmaps"]
    verbs      = ["get", "list", "watch"]
  }
}

resource "kubernetes_role_binding_v1" "reader" {
  metadata {
    name      = "reader"
    namespace = local.namespace
  }
  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.reader.metadata[0].name
  }
  subject {
    kind      = "ServiceAccount"
    name      = kubernetes_service_account_v1.web.metadata[0].name
    namespace = local.namespace
  }
}

resource "kubernetes_cluster_role_v1" "nodes" {
  metadata { name = "${var.prefix}-tf-nodes" }
  rule {
    api_groups = [""]
    resources  = ["nodes"]
    verbs      = ["get", "list"]
  }
}

resource "kubernetes_ingress_v1" "web" {
  metadata {
    name      = "web"
    namespace = local.namespace
  }
  spec {
    rule {
      host = "web.example.org"
      http {
        path {
          path      = "/"
          path_type = "Prefix"
          backend {
            service {
              name = kubernetes_service_v1.web.metadata[0].name
              port { number = 80 }
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_network_policy_v1" "web" {
  metadata {
    name      = "web"
    namespace = local.namespace
  }
  spec {
    pod_selector { match_labels = { app = "web" } }
    policy_types = ["Ingress"]
    ingress {
      from {
        ip_block { cidr = "10.0.0.0/8" }
      }
    }
  }
}

resource "kubernetes_horizontal_pod_autoscaler_v2" "web" {
  metadata {
    name      = "web-later"
    namespace = local.namespace
  }
  spec {
    min_replicas = 1
    max_replicas = 3
    scale_target_ref {
      api_version = "apps/v1"
      kind        = "Deployment"
      name        = "later"
    }
    metric {
      type = "Resource"
      resource {
        name = "cpu"
        target {
          type                = "Utilization"
          average_utilization = 70
        }
      }
    }
  }
}

resource "kubernetes_resource_quota_v1" "all" {
  metadata {
    name      = "all"
    namespace = local.namespace
  }
  spec { hard = { pods = "20" } }
}

resource "kubernetes_labels" "service" {
  api_version = "v1"
  kind        = "Service"
  metadata {
    name      = kubernetes_service_v1.web.metadata[0].name
    namespace = local.namespace
  }
  labels = { tier = "front" }
}

resource "kubernetes_manifest" "definition" {
  provider = kubernetes.by_url
  manifest = {
    apiVersion = "apiextensions.k8s.io/v1"
    kind       = "CustomResourceDefinition"
    metadata   = { name = "boards.${var.prefix}.example" }
    spec = {
      group = "${var.prefix}.example"
      scope = "Namespaced"
      names = { kind = "Board", plural = "boards", singular = "board" }
      versions = [{
        name    = "v1"
        served  = true
        storage = true
        schema = {
          openAPIV3Schema = {
            type = "object"
            properties = {
              spec = { type = "object", properties = { title = { type = "string" }, size = { type = "integer", default = 3 } } }
            }
          }
        }
      }]
    }
  }
  wait {
    condition {
      type   = "Established"
      status = "True"
    }
  }
}

resource "kubernetes_manifest" "board" {
  count    = var.object ? 1 : 0
  provider = kubernetes.by_url
  manifest = {
    apiVersion = "${var.prefix}.example/v1"
    kind       = "Board"
    metadata   = { name = "one", namespace = local.namespace }
    spec       = { title = "A board ${var.replicas}" }
  }
  depends_on = [kubernetes_manifest.definition]
}

data "kubernetes_server_version" "it" {}
data "kubernetes_nodes" "all" {}
data "kubernetes_resources" "maps" {
  api_version    = "v1"
  kind           = "ConfigMap"
  namespace      = local.namespace
  field_selector = "metadata.name=settings"
  depends_on     = [kubernetes_config_map_v1.settings]
}

output "server" { value = data.kubernetes_server_version.it.version }
output "nodes" { value = length(data.kubernetes_nodes.all.nodes) }
output "maps" { value = [for each in data.kubernetes_resources.maps.objects : each.data] }
output "token" {
  value     = kubernetes_token_request_v1.web.token
  sensitive = true
}
