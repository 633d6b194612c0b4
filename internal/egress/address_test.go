package egress_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/superette/superette/internal/egress"
)

func TestAddressesAreRead(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a plain one", "https://api.example.org/a?b=c", "https://api.example.org/a?b=c"},
		{"capitals", "HTTPS://API.Example.ORG/A", "https://api.example.org/A"},
		{"no path", "https://example.org", "https://example.org/"},
		{"no path but a query", "https://example.org?a=b", "https://example.org/?a=b"},
		{"a fragment, which stays here", "https://example.org/a#b", "https://example.org/a"},
		{"the scheme's own port", "https://example.org:443/", "https://example.org/"},
		{"another port", "https://example.org:8443/", "https://example.org:8443/"},
		{"a dot at the end of the name", "https://example.org./", "https://example.org/"},
		{"a name that is not ASCII", "https://茶.example/菜", "https://xn--cl1a.example/%E8%8F%9C"},
		{"an escaped slash", "https://example.org/a%2Fb", "https://example.org/a%2Fb"},
		{"an IPv6 address", "https://[2606:4700::1111]:8443/", "https://[2606:4700::1111]:8443/"},
		{"an IPv4 address inside IPv6", "https://[::ffff:8.8.8.8]/", "https://8.8.8.8/"},
		{"a decimal address", "https://134744072/", "https://8.8.8.8/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := egress.ParseTarget(c.text)
			if err != nil || got.String() != c.want {
				t.Errorf("read as %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestWhatIsNoAddressIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "data:text/plain,a",
		"https:example.org", "https://", "https:///a", "https://user@example.org/", "https://user:pw@example.org/", "https://@example.org/",
		"https://example.org\\@other.example/", "https://exa mple.org/", "https://example.org/a b", "https://example.org/\r\nHost: x", "https://example.org/\x00",
		"https://example..org/", "https://.example.org/", "https://example.org../", "https://./", "https://exam%70le.org/", "https://exa%00mple.org/",
		"https://[::1%25eth0]/", "https://[fe80::1%25lo]/", "https://[::1", "https://[127.0.0.1]/", "https://[]/", "https://::1/",
		"https://1.2.3.4.5/", "https://256.1.1.1/", "https://1.2.3.256/", "https://0x100000000/", "https://4294967296/", "https://1.16777216/", "https://09.1.1.1/", "https://foo.0x4/", "https://foo.1/",
		"https://example.org:0/", "https://example.org:65536/", "https://example.org:-1/", "https://example.org:/", "https://example.org:25/", "http://example.org:6667/",
		"https://exa_mple!.org/", "https://" + strings.Repeat("a", 64) + ".org/", "https://" + strings.Repeat("a.", 130) + "org/", "https://example.org/" + strings.Repeat("a", 9000),
	} {
		t.Run(text[:min(len(text), 60)], func(t *testing.T) {
			if got, err := egress.ParseTarget(text); !errors.Is(err, egress.ErrURL) {
				t.Errorf("read as %q, %v; want ErrURL", got, err)
			}
		})
	}
}

// spellings are addresses that must not be reached, in the forms that somebody may hope nobody thought of.
func spellings() map[string][]string {
	return map[string][]string{
		"loopback": {
			"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7F.0.0.0x1", "017700000001", "0177.0.0.1", "0177.0x0.1", "127.000.000.001", "127.255.255.254",
			"127.0.0.1.", "①②⑦.0.0.1", "127。0。0。1", "１２７．０．０．１", "0x7f。1",
			"[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]",
			"[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[2001:0:7f00:1::1]", "[::ffff:0:127.0.0.1]", "[2600::5efe:127.0.0.1]", "[2600::200:5efe:7f00:1]",
		},
		"nothing at all":       {"0", "0.0.0.0", "0x0", "0x", "00", "0.1", "[::]", "[::0]", "[::ffff:0.0.0.0]", "0.255.255.255"},
		"private":              {"10.0.0.1", "10.1", "0xa000001", "167772161", "012.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.168.257", "0xc0a80101", "[::ffff:10.0.0.1]", "[::ffff:c0a8:101]", "[fc00::1]", "[fd12:3456::1]", "[64:ff9b::10.0.0.1]", "[64:ff9b::c0a8:101]", "[2002:c0a8:101::1]", "[fec0::1]"},
		"of this link":         {"169.254.0.1", "0xa9fe0001", "[fe80::1]", "[febf::1]", "[::ffff:169.254.1.1]"},
		"metadata of a cloud":  {"169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.16689662", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[fd00:ec2::254]", "[fd20:ce::254]", "100.100.100.200", "168.63.129.16", "192.0.0.192"},
		"of a carrier":         {"100.64.0.1", "100.127.255.255", "0x64400001"},
		"several at once":      {"224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "0xffffffff", "[ff02::1]", "[ff0e::1]"},
		"for tests or nothing": {"192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "[2001:db8::1]", "[3fff::1]", "[100::1]", "[2001:10::1]", "[5f00::1]", "[4000::1]"},
	}
}

func TestAnAddressThatIsNotPublicIsSeenInEverySpelling(t *testing.T) {
	for kind, list := range spellings() {
		for _, host := range list {
			t.Run(kind+", written "+host, func(t *testing.T) {
				got, err := egress.ParseTarget("https://" + host + "/")
				if err != nil {
					t.Fatalf("not read as an address: %v", err)
				}
				if !got.IP.IsValid() {
					t.Fatalf("%s is taken for the name %q", host, got.Host)
				}
				if egress.Public(got.IP) {
					t.Errorf("%s is taken for public", got.IP)
				}
			})
		}
	}
}

func TestPublicAddressesStayPublic(t *testing.T) {
	for _, text := range []string{"8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.1", "100.63.255.255", "100.128.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888", "2400:3200::1", "64:ff9b::808:808", "::ffff:8.8.8.8", "2600::5efe:808:808"} {
		t.Run(text, func(t *testing.T) {
			if !egress.Public(netip.MustParseAddr(text)) {
				t.Error("is taken for private")
			}
		})
	}
	t.Run("but not with a zone, and not without an address", func(t *testing.T) {
		if egress.Public(netip.MustParseAddr("2606:4700::1111%eth0")) || egress.Public(netip.Addr{}) {
			t.Error("is taken for public")
		}
	})
}

func TestOriginsOfADomainList(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a name", "api.example.org", "https://api.example.org"},
		{"an origin", "https://API.example.org", "https://api.example.org"},
		{"with a slash", "https://api.example.org/", "https://api.example.org"},
		{"with a port", "https://api.example.org:8443", "https://api.example.org:8443"},
		{"not plain http", "http://api.example.org", ""},
		{"not a path", "https://api.example.org/v1", ""},
		{"not a query", "https://api.example.org/?a", ""},
		{"not an address", "https://8.8.8.8", ""},
		{"not an address in hex", "https://0x8080808", ""},
		{"not a single label", "https://localhost", ""},
		{"not below localhost", "https://a.localhost", ""},
		{"not a wildcard", "https://*.example.org", ""},
		{"not nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := egress.ParseOrigin(c.text)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("origin = %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestALogShowsNoValuesOfAQuery(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"names stay", "https://a.example/b?token=s3cret&n=1", "https://a.example/b?token=…&n=…"},
		{"what has no name goes", "https://a.example/b?s3cret", "https://a.example/b?=…"},
		{"nothing is nothing", "https://a.example/b", "https://a.example/b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			target, err := egress.ParseTarget(c.text)
			if err != nil || target.Shown() != c.want {
				t.Errorf("shown as %q, %v; want %q", target.Shown(), err, c.want)
			}
		})
	}
}

// FuzzParseTarget proves that reading is stable: what was read is written in one form, which reads as itself; and that a
// host made of numbers never passes for a name, which another reader could take for an address.
func FuzzParseTarget(f *testing.F) {
	for _, list := range spellings() {
		for _, host := range list {
			f.Add("https://" + host + "/a?b=c")
		}
	}
	for _, text := range []string{"https://example.org:8443/a%2fb?c", "http://茶.example/", "https://0x7f.1%2e/", "https://a/b//c?d#e", "https://\xaa"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := egress.ParseTarget(text)
		if err != nil {
			return
		}
		again, err := egress.ParseTarget(first.String())
		if err != nil || again.String() != first.String() || again.Origin() != first.Origin() || again.IP != first.IP || again.Port != first.Port {
			t.Fatalf("%q reads as %q, which reads as %q, %v", text, first, again, err)
		}
		if ip, err := netip.ParseAddr(first.Host); (err == nil) != first.IP.IsValid() || err == nil && ip != first.IP {
			t.Fatalf("%q: host %q and address %s differ", text, first.Host, first.IP)
		}
		last := first.Host[strings.LastIndexByte(first.Host, '.')+1:]
		if !first.IP.IsValid() && strings.Trim(last, "0123456789") == "" {
			t.Fatalf("%q: the name %q ends in a number", text, first.Host)
		}
	})
}
