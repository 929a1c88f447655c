// SPDX-License-Identifier: Apache-2.0

package node

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// A line longer than this is written in parts, as container runtimes do.
const longestLine = 16 << 10

// output takes what a container says: to its log file, in the format that the kubelet reads
// (https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md), and to whoever
// is attached.
type output struct {
	mutex     sync.Mutex
	path      string
	file      *os.File
	listeners map[*listener]struct{}
}

type listener struct {
	stdout, stderr io.Writer
	// Closed when writing to the listener failed.
	gone chan struct{}
}

func openOutput(path string) (*output, error) {
	o := &output{path: path, listeners: map[*listener]struct{}{}}
	return o, o.reopen()
}

// reopen is for log rotation: the kubelet has moved the file away.
func (o *output) reopen() error {
	file, err := os.OpenFile(o.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.file != nil {
		o.file.Close()
	}
	o.file = file
	return nil
}

func (o *output) attach(stdout, stderr io.Writer) *listener {
	l := &listener{stdout: stdout, stderr: stderr, gone: make(chan struct{})}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.listeners[l] = struct{}{}
	return l
}

func (o *output) detach(l *listener) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	delete(o.listeners, l)
}

func (o *output) close() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.file.Close()
}

// stream is one of the two that a process writes to; rest is a line not yet ended.
type stream struct {
	output *output
	name   string
	rest   []byte
}

func (s *stream) Write(chunk []byte) (int, error) {
	s.output.mutex.Lock()
	defer s.output.mutex.Unlock()
	for l := range s.output.listeners {
		writer := l.stdout
		if s.name == "stderr" {
			writer = l.stderr
		}
		if writer == nil {
			continue
		}
		if _, err := writer.Write(chunk); err != nil {
			delete(s.output.listeners, l)
			close(l.gone)
		}
	}
	s.rest = append(s.rest, chunk...)
	for {
		end := bytes.IndexByte(s.rest, '\n')
		switch {
		case end >= 0 && end <= longestLine:
			s.log("F", s.rest[:end])
			s.rest = s.rest[end+1:]
		case len(s.rest) > longestLine:
			s.log("P", s.rest[:longestLine])
			s.rest = s.rest[longestLine:]
		default:
			return len(chunk), nil
		}
	}
}

func (s *stream) log(tag string, line []byte) {
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000000000Z07:00")
	fmt.Fprintf(s.output.file, "%s %s %s %s\n", now, s.name, tag, line)
}

// end keeps a last line without a line end.
func (s *stream) end() {
	s.output.mutex.Lock()
	defer s.output.mutex.Unlock()
	if len(s.rest) > 0 {
		s.log("P", s.rest)
		s.rest = nil
	}
}
