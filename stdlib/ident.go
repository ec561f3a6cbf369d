package stdlib

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"net/netip"
	"strings"

	"github.com/brine-go/brine/py"
)

// A UUID is a uuid.UUID, big endian.
type UUID [16]byte

// String is the form of RFC 9562: "12345678-1234-5678-1234-567812345678".
func (u UUID) String() string {
	h := hex.EncodeToString(u[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func readUUID(c call) (UUID, error) {
	x, ok := c.v.Attr("int").BigInt()
	if !ok || x.Sign() < 0 || x.BitLen() > 128 {
		return UUID{}, mismatch(c.class, c.v.Attr("int"), "an attribute int of 128 bits")
	}
	var u UUID
	x.FillBytes(u[:])
	return u, nil
}

// MarshalPickle writes a uuid.UUID.
func (u UUID) MarshalPickle(b *py.Builder) (py.Value, error) {
	obj := b.NewObj(b.Global("uuid", "UUID"))
	b.Build(obj, b.Dict(b.Str("int"), b.BigInt(new(big.Int).SetBytes(u[:]))))
	return obj, nil
}

// UnmarshalPickle reads a uuid.UUID.
func (u *UUID) UnmarshalPickle(v py.Value) error { return into(u, v, "uuid.UUID") }

// A Path is a path of pathlib.
type Path struct {
	Class string   // PurePath, PurePosixPath, PureWindowsPath, Path, PosixPath or WindowsPath
	Parts []string // what the class is called with: one part of the path each, or (from Python 3.12 on) all in one
}

// String is str(path).
func (p Path) String() string {
	sep := "/"
	if strings.Contains(p.Class, "Windows") {
		sep = `\`
	}
	var s string
	for i, part := range p.Parts {
		if i > 0 && !strings.HasSuffix(s, sep) {
			s += sep
		}
		s += part
	}
	if s == "" {
		return "."
	}
	return s
}

func readPath(c call) (Path, error) {
	p := Path{Class: c.class[strings.LastIndexByte(c.class, '.')+1:]}
	for i := range c.nargs() {
		s, ok := c.arg(i).Text()
		if !ok {
			return Path{}, c.wrong(i, "a part of the path")
		}
		p.Parts = append(p.Parts, s)
	}
	return p, nil
}

// MarshalPickle writes a path. Concrete paths are of the system that Python runs on: PosixPath cannot be loaded
// on Windows.
func (p Path) MarshalPickle(b *py.Builder) (py.Value, error) {
	if readers["pathlib."+p.Class] == nil {
		return py.Value{}, &Error{Class: "pathlib." + p.Class, Got: "it", Want: "a class of pathlib"}
	}
	var args []py.Value
	for _, part := range p.Parts {
		args = append(args, b.Str(part))
	}
	return b.Call(b.Global("pathlib", p.Class), args...), nil
}

// UnmarshalPickle reads a path.
func (p *Path) UnmarshalPickle(v py.Value) error { return into(p, v, "a path of pathlib") }

// A Network is an ipaddress.IPv4Network or IPv6Network; no bit beyond its length is set.
type Network struct{ netip.Prefix }

// An Interface is an ipaddress.IPv4Interface or IPv6Interface: an address with its network's length.
type Interface struct{ netip.Prefix }

// readAddr reads an address from an int, a text or, for subclasses, packed bytes.
func readAddr(c call) (netip.Addr, error) {
	v6 := strings.Contains(c.class, "IPv6")
	var a netip.Addr
	if x, ok := c.arg(0).BigInt(); ok && x.Sign() >= 0 {
		if v6 && x.BitLen() <= 128 {
			var b [16]byte
			x.FillBytes(b[:])
			a = netip.AddrFrom16(b)
		} else if x.BitLen() <= 32 {
			var b [4]byte
			x.FillBytes(b[:])
			a = netip.AddrFrom4(b)
		}
	} else if s, ok := c.arg(0).Text(); ok {
		a, _ = netip.ParseAddr(s)
	} else if b, ok := c.arg(0).Bytes(); ok {
		a, _ = netip.AddrFromSlice(b)
	}
	if !a.IsValid() || a.Is4() == v6 {
		return netip.Addr{}, c.wrong(0, "an address")
	}
	return a, nil
}

func (c call) prefix() (netip.Prefix, error) {
	v := c.arg(0)
	if s, ok := v.Text(); ok {
		p, err := netip.ParsePrefix(s)
		if err != nil && !strings.Contains(s, "/") {
			var a netip.Addr
			if a, err = netip.ParseAddr(s); err == nil {
				p = netip.PrefixFrom(a, a.BitLen())
			}
		}
		if err == nil && p.Addr().Is4() == strings.Contains(c.class, "IPv4") {
			return p, nil
		}
	}
	return netip.Prefix{}, c.wrong(0, "an address and the length of its network")
}

func readNetwork(c call) (Network, error) {
	p, err := c.prefix()
	if err == nil && p != p.Masked() {
		err = c.wrong(0, "a network without host bits")
	}
	return Network{p}, err
}

func readInterface(c call) (Interface, error) {
	p, err := c.prefix()
	return Interface{p}, err
}

// AddrToPy writes an address as an ipaddress.IPv4Address or IPv6Address.
func AddrToPy(b *py.Builder, a netip.Addr) (py.Value, error) {
	if !a.IsValid() {
		return py.Value{}, &Error{Class: "ipaddress", Got: "the zero Addr", Want: "an address"}
	}
	if a.Zone() != "" {
		return b.Call(b.Global("ipaddress", "IPv6Address"), b.Str(a.String())), nil
	}
	return b.Call(b.Global("ipaddress", family(a)+"Address"), b.BigInt(new(big.Int).SetBytes(a.AsSlice()))), nil
}

func family(a netip.Addr) string {
	if a.Is4() {
		return "IPv4"
	}
	return "IPv6"
}

func prefixToPy(b *py.Builder, p netip.Prefix, class string) (py.Value, error) {
	if !p.IsValid() {
		return py.Value{}, &Error{Class: "ipaddress", Got: fmt.Sprint(p), Want: "a network"}
	}
	return b.Call(b.Global("ipaddress", family(p.Addr())+class), b.Str(p.String())), nil
}

// MarshalPickle writes the network, without host bits.
func (n Network) MarshalPickle(b *py.Builder) (py.Value, error) {
	return prefixToPy(b, n.Masked(), "Network")
}

// MarshalPickle writes the interface.
func (i Interface) MarshalPickle(b *py.Builder) (py.Value, error) {
	return prefixToPy(b, i.Prefix, "Interface")
}

// UnmarshalPickle reads an IPv4Network or IPv6Network.
func (n *Network) UnmarshalPickle(v py.Value) error { return into(n, v, "a network of ipaddress") }

// UnmarshalPickle reads an IPv4Interface or IPv6Interface.
func (i *Interface) UnmarshalPickle(v py.Value) error { return into(i, v, "an interface of ipaddress") }
