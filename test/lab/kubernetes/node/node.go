// SPDX-License-Identifier: Apache-2.0

// Package node is a worker for the lab: the real kubelet (the one kubemark runs, so without cgroups and mounts)
// with a container runtime of ours below it that starts processes on this machine instead of containers. What
// clients notice is real: pod life cycle, probes, log files, and the streams that the kubelet serves.
package node

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	fakecri "k8s.io/cri-api/pkg/apis/testing"
	"k8s.io/klog/v2"
	kubeletapp "k8s.io/kubernetes/cmd/kubelet/app"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	"k8s.io/kubernetes/pkg/kubelet/cadvisor/testing"
	"k8s.io/kubernetes/pkg/kubelet/cm"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
	"k8s.io/kubernetes/pkg/kubemark"
)

// Run is `lab-kube node`: registers a node and serves until it is told to end.
func Run(args []string) error {
	flags := flag.NewFlagSet("node", flag.ExitOnError)
	// An address as name is how the kubelet comes to report a loopback address; any other it refuses.
	name := flags.String("name", "127.0.0.1", "name and address of the node")
	port := flags.Int("port", 10250, "port of the kubelet's server")
	root := flags.String("root", "", "folder for everything that the node keeps")
	kubeconfig := flags.String("kubeconfig", "", "credentials for the apiserver")
	clientCA := flags.String("client-ca-file", "", "who may sign clients' certificates")
	cert := flags.String("tls-cert-file", "", "the server's certificate")
	key := flags.String("tls-private-key-file", "", "its key")
	network := flags.String("pod-network", "127.20.0.0/24", "addresses for pods, on the loopback device")
	klog.InitFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()

	addresses, err := openNetwork(*network)
	if err != nil {
		return err
	}
	defer addresses.close()
	runtime, err := newRuntime(filepath.Join(*root, "containers"), addresses)
	if err != nil {
		return err
	}
	defer runtime.endAll()

	kubelet, err := makeKubelet(ctx, *name, *root, *kubeconfig, runtime, func(config *kubeletconfig.KubeletConfiguration) {
		config.Address = *name
		config.Port = int32(*port)
		config.TLSCertFile = *cert
		config.TLSPrivateKeyFile = *key
		config.Authentication.X509.ClientCAFile = *clientCA
	})
	if err != nil {
		return err
	}
	go kubelet.Run(ctx)
	<-ctx.Done()
	return nil
}

func makeKubelet(ctx context.Context, name, root, kubeconfig string, runtime *processRuntime, adjust func(*kubeletconfig.KubeletConfiguration)) (*kubemark.HollowKubelet, error) {
	client, heartbeat, err := clients(kubeconfig)
	if err != nil {
		return nil, err
	}
	// kubemark makes its folder below TMPDIR and nowhere else.
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, err
	}
	os.Setenv("TMPDIR", root)
	flags, config := kubemark.GetHollowKubeletConfig(&kubemark.HollowKubeletOptions{NodeName: name, MaxPods: 200})
	config.Authentication.Anonymous.Enabled = false
	config.Authentication.Webhook.Enabled = true
	config.Authorization.Mode = kubeletconfig.KubeletAuthorizationModeWebhook
	config.SyncFrequency.Duration = 5 * time.Second
	config.ReadOnlyPort = 0
	// Many files are open in a port-forward test; the limit is set for the whole process.
	config.MaxOpenFiles = 65536
	adjust(config)

	images := fakecri.NewFakeImageService()
	images.SetFakeFilesystemUsage(nil)
	kubelet := kubemark.NewHollowKubelet(flags, config, client, heartbeat,
		&testing.Fake{NodeName: name}, images, runtime, cm.NewStubContainerManager())

	// kubemark has these five faked: the node is to write logs, run probes, report events and ask who calls.
	kubelet.KubeletDeps.OSInterface = kubecontainer.RealOS{}
	kubelet.KubeletDeps.ProbeManager = nil
	kubelet.KubeletDeps.EventClient = client.CoreV1()
	if readable("/dev/kmsg") { // with a recorder the kubelet insists on watching for killed processes there
		kubelet.KubeletDeps.Recorder = nil
	}
	auth, watchCA, err := kubeletapp.BuildAuth(types.NodeName(name), client, *config)
	if err != nil {
		return nil, fmt.Errorf("kubelet authentication: %w", err)
	}
	go watchCA(ctx.Done())
	kubelet.KubeletDeps.Auth = auth
	kubelet.KubeletDeps.TLSOptions, err = kubeletapp.InitializeTLS(ctx, flags, config)
	return kubelet, err
}

func clients(kubeconfig string) (client, heartbeat *kubernetes.Clientset, err error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, nil, err
	}
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.QPS, config.Burst = 100, 200
	if client, err = kubernetes.NewForConfig(config); err != nil {
		return nil, nil, err
	}
	config.Timeout = 10 * time.Second
	heartbeat, err = kubernetes.NewForConfig(config)
	return client, heartbeat, err
}

func readable(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	file.Close()
	return true
}
