// SPDX-License-Identifier: Apache-2.0

package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// EnterCommand is the name under which this program starts itself inside a new mount namespace.
const EnterCommand = "enter"

// view is what a container's processes see of the file system: a folder of their own as root, this machine's
// programs read-only below it, and the volumes that the kubelet prepared.
type view struct {
	Root      string
	WorkDir   string
	Mounts    []bind
	Arguments []string
}

type bind struct {
	From, To string
	ReadOnly bool
}

// What stands for the image of every container.
var machine = []string{"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/proc", "/sys", "/dev", "/etc/passwd", "/etc/group",
	"/etc/nsswitch.conf", "/etc/ld.so.cache", "/etc/alternatives", "/etc/ssl", "/etc/services", "/etc/protocols"}
var ownFolders = []string{"/tmp", "/var", "/run", "/root", "/etc"}

// Enter builds the view in the namespace that it was started in, and becomes the program asked for.
func Enter(args []string) error {
	var v view
	if len(args) != 1 {
		return errors.New("enter: for internal use")
	}
	if err := json.Unmarshal([]byte(args[0]), &v); err != nil {
		return err
	}
	// Nothing mounted from here on may show outside.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	for _, path := range ownFolders {
		if err := os.MkdirAll(v.Root+path, 0o755); err != nil {
			return err
		}
	}
	if err := os.Chmod(v.Root+"/tmp", 0o1777); err != nil {
		return err
	}
	for _, path := range machine {
		if err := show(bind{From: path, To: path, ReadOnly: path != "/proc" && path != "/dev"}, v.Root); err != nil {
			return err
		}
	}
	for _, mount := range v.Mounts {
		if err := show(mount, v.Root); err != nil {
			return err
		}
	}
	if err := unix.Chroot(v.Root); err != nil {
		return fmt.Errorf("chroot: %w", err)
	}
	if v.WorkDir == "" {
		v.WorkDir = "/"
	}
	if err := os.Chdir(v.WorkDir); err != nil {
		return err
	}
	program, err := exec.LookPath(v.Arguments[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(127)
	}
	return unix.Exec(program, v.Arguments, os.Environ())
}

// show makes a folder or file of this machine visible below root. A missing one is left out; a link is copied.
func show(b bind, root string) error {
	target := filepath.Join(root, b.To)
	info, err := os.Lstat(b.From)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode()&os.ModeSymlink != 0 && b.From == b.To {
		link, err := os.Readlink(b.From)
		if err != nil {
			return err
		}
		if err := os.Symlink(link, target); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		return nil
	}
	if err := makeTarget(b.From, target); err != nil {
		return fmt.Errorf("place for %s: %w", b.To, err)
	}
	if err := unix.Mount(b.From, target, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("mount %s at %s: %w", b.From, b.To, err)
	}
	if b.ReadOnly {
		if err := unix.Mount("", target, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			return fmt.Errorf("read-only %s: %w", b.To, err)
		}
	}
	return nil
}

func makeTarget(from, target string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.MkdirAll(target, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(target, os.O_CREATE|os.O_RDONLY, 0o644)
	if err != nil {
		return err
	}
	return file.Close()
}
