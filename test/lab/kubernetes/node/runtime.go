// SPDX-License-Identifier: Apache-2.0

package node

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"k8s.io/apimachinery/pkg/util/uuid"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
	fakecri "k8s.io/cri-api/pkg/apis/testing"
	"k8s.io/cri-streaming/pkg/streaming"
	utilexec "k8s.io/utils/exec"
)

// processRuntime is a container runtime whose containers are processes. It is called by the kubelet in place of a
// CRI socket. What it does not do itself (statistics, checkpoints) the kubelet project's fake answers.
type processRuntime struct {
	*fakecri.FakeRuntimeService
	mutex      sync.Mutex
	root       string
	network    *network
	sandboxes  map[string]*sandbox
	containers map[string]*container
	streaming  streaming.Server
}

// sandbox is a pod's: an address.
type sandbox struct {
	id, address string
	config      *cri.PodSandboxConfig
	created     time.Time
	ready       bool
}

type container struct {
	id, folder                 string
	sandbox                    *sandbox
	config                     *cri.ContainerConfig
	created, started, finished time.Time
	state                      cri.ContainerState
	process                    *process
	output                     *output
}

func newRuntime(root string, network *network) (*processRuntime, error) {
	r := &processRuntime{
		FakeRuntimeService: fakecri.NewFakeRuntimeService(),
		root:               root,
		network:            network,
		sandboxes:          map[string]*sandbox{},
		containers:         map[string]*container{},
	}
	r.FakeStatus = &cri.RuntimeStatus{Conditions: []*cri.RuntimeCondition{
		{Type: cri.RuntimeReady, Status: true}, {Type: cri.NetworkReady, Status: true},
	}}
	var err error
	r.streaming, err = startStreaming(&streams{r})
	return r, err
}

func (r *processRuntime) Version(context.Context, string) (*cri.VersionResponse, error) {
	return &cri.VersionResponse{Version: "0.1.0", RuntimeName: "processes", RuntimeVersion: "1.0.0", RuntimeApiVersion: "v1"}, nil
}

// Pods

func (r *processRuntime) RunPodSandbox(_ context.Context, config *cri.PodSandboxConfig, _ string) (string, error) {
	address, err := r.network.take()
	if err != nil {
		return "", err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	s := &sandbox{id: string(uuid.NewUUID()), address: address, config: config, created: time.Now(), ready: true}
	r.sandboxes[s.id] = s
	return s.id, nil
}

func (r *processRuntime) StopPodSandbox(ctx context.Context, id string) error {
	for _, c := range r.matching(func(c *container) bool { return c.sandbox.id == id }) {
		_ = r.StopContainer(ctx, c.id, 0)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if s := r.sandboxes[id]; s != nil {
		s.ready = false
	}
	return nil
}

func (r *processRuntime) RemovePodSandbox(ctx context.Context, id string) error {
	_ = r.StopPodSandbox(ctx, id)
	for _, c := range r.matching(func(c *container) bool { return c.sandbox.id == id }) {
		_ = r.RemoveContainer(ctx, c.id)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if s := r.sandboxes[id]; s != nil {
		r.network.giveBack(s.address)
		delete(r.sandboxes, id)
	}
	return nil
}

func (r *processRuntime) PodSandboxStatus(_ context.Context, id string, _ bool) (*cri.PodSandboxStatusResponse, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	s := r.sandboxes[id]
	if s == nil {
		return nil, status.Errorf(codes.NotFound, "no sandbox %s", id)
	}
	return &cri.PodSandboxStatusResponse{Status: &cri.PodSandboxStatus{
		Id:          s.id,
		Metadata:    s.config.Metadata,
		State:       s.state(),
		CreatedAt:   s.created.UnixNano(),
		Network:     &cri.PodSandboxNetworkStatus{Ip: s.address},
		Linux:       &cri.LinuxPodSandboxStatus{Namespaces: &cri.Namespace{Options: &cri.NamespaceOption{}}},
		Labels:      s.config.Labels,
		Annotations: s.config.Annotations,
	}}, nil
}

func (r *processRuntime) ListPodSandbox(_ context.Context, filter *cri.PodSandboxFilter) ([]*cri.PodSandbox, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var found []*cri.PodSandbox
	for _, s := range r.sandboxes {
		if filter != nil && (filter.Id != "" && filter.Id != s.id ||
			filter.State != nil && filter.State.State != s.state() ||
			!within(filter.LabelSelector, s.config.Labels)) {
			continue
		}
		found = append(found, &cri.PodSandbox{
			Id: s.id, Metadata: s.config.Metadata, State: s.state(), CreatedAt: s.created.UnixNano(),
			Labels: s.config.Labels, Annotations: s.config.Annotations,
		})
	}
	return found, nil
}

func (s *sandbox) state() cri.PodSandboxState {
	if s.ready {
		return cri.PodSandboxState_SANDBOX_READY
	}
	return cri.PodSandboxState_SANDBOX_NOTREADY
}

// Containers

func (r *processRuntime) CreateContainer(_ context.Context, sandboxID string, config *cri.ContainerConfig, _ *cri.PodSandboxConfig) (string, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	s := r.sandboxes[sandboxID]
	if s == nil {
		return "", status.Errorf(codes.NotFound, "no sandbox %s", sandboxID)
	}
	id := string(uuid.NewUUID())
	c := &container{
		id: id, sandbox: s, config: config, folder: filepath.Join(r.root, id),
		created: time.Now(), state: cri.ContainerState_CONTAINER_CREATED,
	}
	if err := os.MkdirAll(c.folder, 0o755); err != nil {
		return "", err
	}
	r.containers[id] = c
	return id, nil
}

func (r *processRuntime) StartContainer(_ context.Context, id string) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	c := r.containers[id]
	if c == nil {
		return status.Errorf(codes.NotFound, "no container %s", id)
	}
	said, err := openOutput(c.logPath())
	if err != nil {
		return err
	}
	out, errs := &stream{output: said, name: "stdout"}, &stream{output: said, name: "stderr"}
	p, err := startProcess(c.view(c.command()), c.environment(c.config.Tty),
		stdio{stdin: c.config.Stdin, terminal: c.config.Tty, stdout: out, stderr: errs})
	if err != nil {
		said.close()
		return err
	}
	c.process, c.output, c.started, c.state = p, said, time.Now(), cri.ContainerState_CONTAINER_RUNNING
	go func() {
		<-p.done
		out.end()
		errs.end()
		r.mutex.Lock()
		defer r.mutex.Unlock()
		c.finished, c.state = time.Now(), cri.ContainerState_CONTAINER_EXITED
	}()
	return nil
}

func (r *processRuntime) StopContainer(_ context.Context, id string, seconds int64) error {
	c, err := r.running(id)
	if err != nil {
		return nil // not running is what was asked for
	}
	c.process.end(time.Duration(seconds) * time.Second)
	return nil
}

func (r *processRuntime) RemoveContainer(ctx context.Context, id string) error {
	_ = r.StopContainer(ctx, id, 0)
	r.mutex.Lock()
	c := r.containers[id]
	delete(r.containers, id)
	r.mutex.Unlock()
	if c == nil {
		return nil
	}
	if c.output != nil {
		c.output.close()
	}
	return os.RemoveAll(c.folder)
}

func (r *processRuntime) ListContainers(_ context.Context, filter *cri.ContainerFilter) ([]*cri.Container, error) {
	var found []*cri.Container
	for _, c := range r.matching(func(c *container) bool {
		return filter == nil || (filter.Id == "" || filter.Id == c.id) &&
			(filter.PodSandboxId == "" || filter.PodSandboxId == c.sandbox.id) &&
			(filter.State == nil || filter.State.State == c.state) && within(filter.LabelSelector, c.config.Labels)
	}) {
		found = append(found, &cri.Container{
			Id: c.id, PodSandboxId: c.sandbox.id, Metadata: c.config.Metadata, Image: c.config.Image,
			ImageRef: c.config.Image.GetImage(), ImageId: c.config.Image.GetImage(), State: c.state,
			CreatedAt: c.created.UnixNano(), Labels: c.config.Labels, Annotations: c.config.Annotations,
		})
	}
	return found, nil
}

func (r *processRuntime) ContainerStatus(_ context.Context, id string, _ bool) (*cri.ContainerStatusResponse, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	c := r.containers[id]
	if c == nil {
		return nil, status.Errorf(codes.NotFound, "no container %s", id)
	}
	s := &cri.ContainerStatus{
		Id: c.id, Metadata: c.config.Metadata, State: c.state, CreatedAt: c.created.UnixNano(),
		Image: c.config.Image, ImageRef: c.config.Image.GetImage(), ImageId: c.config.Image.GetImage(),
		Labels: c.config.Labels, Annotations: c.config.Annotations, Mounts: c.config.Mounts, LogPath: c.logPath(),
	}
	if !c.started.IsZero() {
		s.StartedAt = c.started.UnixNano()
	}
	if c.state == cri.ContainerState_CONTAINER_EXITED {
		s.FinishedAt, s.ExitCode, s.Reason = c.finished.UnixNano(), int32(c.process.exitCode), "Completed"
		if s.ExitCode != 0 {
			s.Reason = "Error"
		}
	}
	return &cri.ContainerStatusResponse{Status: s}, nil
}

func (r *processRuntime) ReopenContainerLog(_ context.Context, id string) error {
	c, err := r.running(id)
	if err != nil {
		return err
	}
	return c.output.reopen()
}

// ExecSync is for probes and life-cycle hooks.
func (r *processRuntime) ExecSync(ctx context.Context, id string, command []string, timeout time.Duration) ([]byte, []byte, error) {
	c, err := r.running(id)
	if err != nil {
		return nil, nil, err
	}
	var out, errs bytes.Buffer
	p, err := startProcess(c.view(command), c.environment(false), stdio{stdout: &out, stderr: &errs})
	if err != nil {
		return nil, nil, err
	}
	if timeout <= 0 {
		timeout = time.Hour
	}
	select {
	case <-p.done:
	case <-time.After(timeout):
		p.end(0)
		return nil, nil, status.Errorf(codes.DeadlineExceeded, "%q timed out after %s", command, timeout)
	case <-ctx.Done():
		p.end(0)
		return nil, nil, ctx.Err()
	}
	if p.exitCode != 0 {
		err = utilexec.CodeExitError{Err: fmt.Errorf("exit status %d", p.exitCode), Code: p.exitCode}
	}
	return out.Bytes(), errs.Bytes(), err
}

func (r *processRuntime) Exec(_ context.Context, request *cri.ExecRequest) (*cri.ExecResponse, error) {
	if _, err := r.running(request.ContainerId); err != nil {
		return nil, err
	}
	return r.streaming.GetExec(request)
}

func (r *processRuntime) Attach(_ context.Context, request *cri.AttachRequest) (*cri.AttachResponse, error) {
	if _, err := r.running(request.ContainerId); err != nil {
		return nil, err
	}
	return r.streaming.GetAttach(request)
}

func (r *processRuntime) PortForward(_ context.Context, request *cri.PortForwardRequest) (*cri.PortForwardResponse, error) {
	if _, err := r.address(request.PodSandboxId); err != nil {
		return nil, err
	}
	return r.streaming.GetPortForward(request)
}

// What the above share

func (r *processRuntime) running(id string) (*container, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	c := r.containers[id]
	if c == nil {
		return nil, status.Errorf(codes.NotFound, "no container %s", id)
	}
	if c.state != cri.ContainerState_CONTAINER_RUNNING {
		return nil, status.Errorf(codes.FailedPrecondition, "container %s is not running", id)
	}
	return c, nil
}

func (r *processRuntime) address(sandboxID string) (string, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	s := r.sandboxes[sandboxID]
	if s == nil || !s.ready {
		return "", status.Errorf(codes.NotFound, "no running sandbox %s", sandboxID)
	}
	return s.address, nil
}

// matching gives copies: the originals change under the lock only.
func (r *processRuntime) matching(wanted func(*container) bool) []container {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var found []container
	for _, c := range r.containers {
		if wanted(c) {
			found = append(found, *c)
		}
	}
	return found
}

func (r *processRuntime) endAll() {
	for _, c := range r.matching(func(c *container) bool { return c.state == cri.ContainerState_CONTAINER_RUNNING }) {
		c.process.end(0)
	}
}

// command is what the container runs: its own, or its arguments alone (as for an image without an entry point), or
// the default program.
func (c *container) command() []string {
	if words := slices.Concat(c.config.Command, c.config.Args); len(words) > 0 {
		return words
	}
	return []string{"/.lab-kube", DefaultProgram}
}

func (c *container) view(command []string) view {
	self, _ := os.Executable()
	mounts := []bind{{From: self, To: "/.lab-kube", ReadOnly: true}}
	for _, m := range c.config.Mounts {
		mounts = append(mounts, bind{From: m.HostPath, To: m.ContainerPath, ReadOnly: m.Readonly})
	}
	return view{Root: c.folder, WorkDir: c.config.WorkingDir, Mounts: mounts, Arguments: command}
}

func (c *container) environment(terminal bool) []string {
	words := []string{
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=/root", "HOSTNAME=" + c.sandbox.config.Hostname, "POD_IP=" + c.sandbox.address,
	}
	if terminal {
		words = append(words, "TERM=xterm")
	}
	for _, e := range c.config.Envs {
		words = append(words, e.Key+"="+string(e.Value))
	}
	return words
}

func (c *container) logPath() string {
	return filepath.Join(c.sandbox.config.LogDirectory, c.config.LogPath)
}

func within(wanted, labels map[string]string) bool {
	for key, value := range wanted {
		if labels[key] != value {
			return false
		}
	}
	return true
}
