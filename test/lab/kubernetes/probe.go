package main
import (
 _ "go.etcd.io/etcd/server/v3/embed"
 _ "k8s.io/kubernetes/cmd/kube-apiserver/app"
 _ "k8s.io/kubernetes/cmd/kube-controller-manager/app"
 _ "k8s.io/kubernetes/cmd/kube-scheduler/app"
 _ "k8s.io/kubernetes/pkg/kubemark"
 _ "k8s.io/cri-streaming/pkg/streaming"
 _ "k8s.io/kubectl/pkg/cmd"
 _ "helm.sh/helm/v4/pkg/cmd"
)
func main() {}
