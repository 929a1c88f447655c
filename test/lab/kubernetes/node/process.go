// SPDX-License-Identifier: Apache-2.0

package node

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"github.com/creack/pty"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// process is one program in a container's view: the container's own, or one that exec started there.
type process struct {
	command *exec.Cmd
	// The near end of the process's standard input; nil where it has none.
	stdin    io.WriteCloser
	terminal *os.File
	done     chan struct{}
	exitCode int
}

// stdio says where a process's streams go. With a terminal everything it says arrives at stdout.
type stdio struct {
	stdin          bool
	terminal       bool
	stdout, stderr io.Writer
}

// starter starts programs from one thread that lives as long as this process: PDEATHSIG, which ends them when we
// are killed, goes by the thread that started them.
var starter = func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for task := range work {
			task()
		}
	}()
	return work
}()

func startProcess(v view, environment []string, streams stdio) (*process, error) {
	description, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	command := exec.Command("/proc/self/exe", EnterCommand, string(description))
	command.Env = environment
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS,
		Setsid:     true, // a group of its own, to be ended as a whole
		Pdeathsig:  syscall.SIGKILL,
	}
	if uid := os.Getuid(); uid != 0 {
		command.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		command.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
		command.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	p := &process{command: command, done: make(chan struct{})}
	// A grandchild that keeps the streams open must not keep the container alive.
	command.WaitDelay = 2 * time.Second

	if streams.terminal {
		return p, p.startOnTerminal(streams)
	}
	command.Stdout, command.Stderr = streams.stdout, streams.stderr
	if streams.stdin {
		if p.stdin, err = command.StdinPipe(); err != nil {
			return nil, err
		}
	}
	if err := inStarter(command.Start); err != nil {
		return nil, err
	}
	go p.wait(nil)
	return p, nil
}

func (p *process) startOnTerminal(streams stdio) error {
	near, far, err := pty.Open()
	if err != nil {
		return err
	}
	defer far.Close()
	p.command.Stdin, p.command.Stdout, p.command.Stderr = far, far, far
	p.command.SysProcAttr.Setctty = true
	p.terminal = near
	if streams.stdin {
		p.stdin = terminalInput{near}
	}
	if err := inStarter(p.command.Start); err != nil {
		near.Close()
		return err
	}
	said := make(chan struct{})
	go func() {
		defer close(said)
		_, _ = io.Copy(streams.stdout, near) // ends with EIO when the last one lets go of the far end
	}()
	go p.wait(said)
	return nil
}

func (p *process) wait(said <-chan struct{}) {
	_ = p.command.Wait()
	p.exitCode = p.command.ProcessState.ExitCode()
	if status, ok := p.command.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		p.exitCode = 128 + int(status.Signal())
	}
	if said != nil {
		select {
		case <-said:
		case <-time.After(2 * time.Second):
		}
		p.terminal.Close()
	}
	close(p.done)
}

// end asks politely, waits, then does not ask.
func (p *process) end(patience time.Duration) {
	p.signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(patience):
		p.signal(syscall.SIGKILL)
		<-p.done
	}
}

func (p *process) signal(signal syscall.Signal) {
	if err := syscall.Kill(-p.command.Process.Pid, signal); errors.Is(err, syscall.ESRCH) {
		_ = p.command.Process.Signal(signal)
	}
}

func (p *process) follow(sizes <-chan remotecommand.TerminalSize) {
	for {
		select {
		case size, open := <-sizes:
			if !open {
				return
			}
			if p.terminal != nil {
				_ = pty.Setsize(p.terminal, &pty.Winsize{Rows: size.Height, Cols: size.Width})
			}
		case <-p.done:
			return
		}
	}
}

// terminalInput ends input as a keyboard does: a terminal has only one handle for both directions.
type terminalInput struct{ file *os.File }

func (t terminalInput) Write(bytes []byte) (int, error) { return t.file.Write(bytes) }
func (t terminalInput) Close() error {
	_, err := t.file.Write([]byte{4})
	return err
}

func inStarter(start func() error) error {
	result := make(chan error)
	starter <- func() { result <- start() }
	return <-result
}
