// SPDX-License-Identifier: Apache-2.0

package node

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
	"k8s.io/klog/v2"
)

// network hands out an address per pod. All of them answer on the loopback device only: those of 127.0.0.0/8 do so
// by themselves, any other network by a route of type local, which needs root. The apiserver's proxy to pods, and
// endpoints of services, refuse 127.0.0.0/8; hence the second kind.
type network struct {
	mutex  sync.Mutex
	prefix netip.Prefix
	used   map[netip.Addr]bool
	route  *netlink.Route
}

func openNetwork(cidr string) (*network, error) {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		return nil, err
	}
	n := &network{prefix: prefix, used: map[netip.Addr]bool{}}
	if prefix.Addr().IsLoopback() {
		return n, nil
	}
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return nil, err
	}
	_, destination, err := net.ParseCIDR(cidr)
	if err != nil {
		return nil, err
	}
	route := &netlink.Route{
		LinkIndex: loopback.Attrs().Index,
		Dst:       destination,
		Type:      unix.RTN_LOCAL,
		Table:     unix.RT_TABLE_LOCAL,
		Scope:     netlink.SCOPE_HOST,
	}
	if err := netlink.RouteReplace(route); err != nil {
		if !errors.Is(err, unix.EPERM) {
			return nil, fmt.Errorf("route to %s: %w", cidr, err)
		}
		klog.InfoS("Only root may have a pod network outside 127.0.0.0/8", "instead", "127.20.0.0/24")
		return openNetwork("127.20.0.0/24")
	}
	n.route = route
	return n, nil
}

func (n *network) take() (string, error) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	for address := n.prefix.Addr().Next(); n.prefix.Contains(address); address = address.Next() {
		if !n.used[address] {
			n.used[address] = true
			return address.String(), nil
		}
	}
	return "", fmt.Errorf("no address left in %s", n.prefix)
}

func (n *network) giveBack(address string) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	delete(n.used, netip.MustParseAddr(address))
}

func (n *network) close() {
	if n.route != nil {
		_ = netlink.RouteDel(n.route)
	}
}
