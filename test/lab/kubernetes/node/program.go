// SPDX-License-Identifier: Apache-2.0

package node

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// DefaultProgram is what a container runs that names no command: there are no images here.
const DefaultProgram = "program"

// RunDefaultProgram answers HTTP on $PORT (8080) of the pod, gives every byte back on port 7, says a line each
// second, and repeats what it is told on standard input.
func RunDefaultProgram([]string) error {
	address, port := os.Getenv("POD_IP"), os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	echo, err := net.Listen("tcp", net.JoinHostPort(address, "7"))
	if err != nil {
		return err
	}
	go giveBack(echo)

	web, err := net.Listen("tcp", net.JoinHostPort(address, port))
	if err != nil {
		return err
	}
	go http.Serve(web, http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		fmt.Printf("%s %s\n", request.Method, request.URL)
		answer.Header().Set("content-type", "text/plain; charset=utf-8")
		fmt.Fprintf(answer, "%s %s from %s\n", request.Method, request.URL, os.Getenv("HOSTNAME"))
		_, _ = io.Copy(answer, request.Body)
	}))

	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			fmt.Printf("heard: %s\n", lines.Text())
		}
	}()

	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM, syscall.SIGINT)
	second := time.NewTicker(time.Second)
	fmt.Printf("listening on %s port %s\n", address, port)
	for count := 1; ; count++ {
		select {
		case <-told:
			fmt.Println("told to end")
			return nil
		case <-second.C:
			fmt.Printf("tick %d\n", count)
		}
	}
}

func giveBack(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			_, _ = io.Copy(connection, connection)
		}()
	}
}
