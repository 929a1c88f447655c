// SPDX-License-Identifier: Apache-2.0

// Command lab-kube is the lab's Kubernetes in one program: etcd, the control plane and a node, each started as a
// process of its own by naming it first. The parts are the projects' own commands with their own flags; only the
// container runtime below the kubelet is ours (folder node).
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"

	"scs-gateway-lab/node"
)

func main() {
	if len(os.Args) < 2 {
		fail("usage: lab-kube etcd|kube-apiserver|kube-controller-manager|kube-scheduler|compact|node [flags]")
	}
	name := os.Args[1]
	os.Args = append([]string{name}, os.Args[2:]...)
	switch name {
	case "etcd":
		etcdmain.Main(os.Args)
	// Only the command asked for is made: each registers its feature gates for the whole process.
	case "kube-apiserver":
		run(apiserver.NewAPIServerCommand())
	case "kube-controller-manager":
		run(controllers.NewControllerManagerCommand())
	case "kube-scheduler":
		run(scheduler.NewSchedulerCommand())
	case "compact":
		check(compact(os.Args[1:]))
	case "node":
		check(node.Run(os.Args[1:]))
	case node.EnterCommand:
		check(node.Enter(os.Args[1:]))
	case node.DefaultProgram:
		check(node.RunDefaultProgram(os.Args[1:]))
	default:
		fail("lab-kube: no such part: " + name)
	}
}

func run(command *cobra.Command) {
	os.Exit(cli.Run(command))
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
