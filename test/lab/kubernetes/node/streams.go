// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"k8s.io/cri-streaming/pkg/streaming"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
	"k8s.io/klog/v2"
	utilexec "k8s.io/utils/exec"
)

// startStreaming opens the server for exec, attach and port-forward, to whose one-time addresses the kubelet leads
// the apiserver. It is containerd's and CRI-O's own library; only what it leads to is ours.
func startStreaming(runtime streaming.Runtime) (streaming.Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	config := streaming.DefaultConfig
	config.BaseURL = &url.URL{Scheme: "http", Host: listener.Addr().String()}
	server, err := streaming.NewServer(config, runtime)
	if err != nil {
		return nil, err
	}
	go func() {
		err := http.Serve(listener, server)
		klog.ErrorS(err, "Streaming server ended")
	}()
	return server, nil
}

// streams is the Runtime of that server.
type streams struct{ runtime *processRuntime }

func (s *streams) Exec(ctx context.Context, containerID string, command []string, in io.Reader, out, err io.WriteCloser, terminal bool, sizes <-chan remotecommand.TerminalSize) error {
	c, missing := s.runtime.running(containerID)
	if missing != nil {
		return missing
	}
	p, failed := startProcess(c.view(command), c.environment(terminal), stdio{stdin: in != nil, terminal: terminal, stdout: writer(out), stderr: writer(err)})
	if failed != nil {
		return failed
	}
	go p.follow(sizes)
	if in != nil {
		go func() {
			_, _ = io.Copy(p.stdin, in)
			p.stdin.Close()
		}()
	}
	select {
	case <-p.done:
	case <-c.process.done: // the container takes everything in it along
		p.end(0)
	case <-ctx.Done():
		p.end(time.Second)
	}
	if p.exitCode != 0 {
		return utilexec.CodeExitError{Err: fmt.Errorf("exit status %d", p.exitCode), Code: p.exitCode}
	}
	return nil
}

func (s *streams) Attach(ctx context.Context, containerID string, in io.Reader, out, err io.WriteCloser, _ bool, sizes <-chan remotecommand.TerminalSize) error {
	c, missing := s.runtime.running(containerID)
	if missing != nil {
		return missing
	}
	go c.process.follow(sizes)
	l := c.output.attach(writer(out), writer(err))
	defer c.output.detach(l)
	inputEnded := make(chan struct{})
	if in != nil && c.process.stdin != nil {
		go func() {
			_, _ = io.Copy(c.process.stdin, in)
			if c.config.StdinOnce {
				c.process.stdin.Close()
			}
			close(inputEnded)
		}()
	}
	select {
	case <-c.process.done:
	case <-l.gone:
	case <-ctx.Done():
	case <-inputEnded:
		// Whoever sends a file and waits for the answer has closed only one direction.
		select {
		case <-c.process.done:
		case <-l.gone:
		case <-ctx.Done():
		}
	}
	return nil
}

func (s *streams) PortForward(ctx context.Context, sandboxID string, port int32, stream io.ReadWriteCloser) error {
	address, err := s.runtime.address(sandboxID)
	if err != nil {
		return err
	}
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(address, strconv.Itoa(int(port))), 5*time.Second)
	if err != nil {
		return err
	}
	defer connection.Close()
	go func() {
		_, _ = io.Copy(connection, stream)
		_ = connection.(*net.TCPConn).CloseWrite()
	}()
	_, err = io.Copy(stream, connection)
	return err
}

// writer keeps a missing stream nil: an interface around a nil pointer is not.
func writer(w io.WriteCloser) io.Writer {
	if w == nil {
		return nil
	}
	return w
}
