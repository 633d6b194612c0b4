package egress

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

const maxURL = 8192

// Target is an address that was read: an http or https URL without credentials, whose host is a name in ASCII and lower
// case without a dot at its end, or an IP address.
type Target struct {
	Scheme string     // "http" or "https"
	Host   string     // "example.org", "192.0.2.1", "2001:db8::1"
	IP     netip.Addr // valid if the host was an IP address in any spelling; an IPv4 address inside IPv6 is unwrapped
	Port   uint16
	path   string // with query, beginning with "/"
}

// ParseTarget reads an address as a browser would, where two readers could differ it refuses. It fails with ErrURL.
func ParseTarget(text string) (Target, error) {
	bad := func(why string) (Target, error) {
		return Target{}, fmt.Errorf("egress: read %.200q: %s: %w", text, why, ErrURL)
	}
	if len(text) > maxURL || !utf8.ValidString(text) {
		return bad("too long, or not UTF-8")
	}
	// Browsers take a backslash for a slash and drop line ends; nobody writes them honestly.
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }) {
		return bad("a blank, a control character or a backslash")
	}
	u, err := url.Parse(text)
	if err != nil {
		return bad("not a URL")
	}
	t := Target{Scheme: u.Scheme}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return bad("not http or https")
	case u.Opaque != "" || u.Host == "":
		return bad("no host")
	case u.User != nil:
		return bad("credentials")
	}
	if t.Host, t.IP, err = parseHost(u); err != nil {
		return bad(err.Error())
	}
	if t.Port, err = parsePort(u); err != nil {
		return bad(err.Error())
	}
	t.path = u.RawPath // as it was written, if that says more than the decoded path
	if t.path == "" {
		t.path = u.EscapedPath()
	}
	if !strings.HasPrefix(t.path, "/") {
		t.path = "/" + t.path
	}
	if u.RawQuery != "" {
		t.path += "?" + u.RawQuery
	}
	t.path = escaped(t.path)
	return t, nil
}

// escaped writes what may not stand in a request's line as %XX, and leaves alone what is escaped already.
func escaped(path string) string {
	var out strings.Builder
	for _, c := range []byte(path) {
		if c >= 0x80 || strings.IndexByte("\"<>^`{|}", c) >= 0 {
			fmt.Fprintf(&out, "%%%02X", c)
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

// name maps a host as browsers do (UTS 46, not transitional), so that full-width digits and IDNs become what they mean.
func name(host string) (string, error) {
	profile := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.BidiRule(), idna.ValidateLabels(true))
	ascii, err := profile.ToASCII(host)
	if err != nil {
		return "", err
	}
	// A name whose own form does not read as itself is one that two readers would take differently.
	if again, err := profile.ToASCII(ascii); err != nil || again != ascii {
		return "", fmt.Errorf("a name without one form")
	}
	return ascii, nil
}

func parseHost(u *url.URL) (string, netip.Addr, error) {
	none := netip.Addr{}
	host := u.Hostname()
	if strings.HasPrefix(u.Host, "[") {
		ip, err := netip.ParseAddr(host)
		if err != nil || !ip.Is6() {
			return "", none, fmt.Errorf("not an IPv6 address")
		}
		if ip.Zone() != "" {
			return "", none, fmt.Errorf("a zone")
		}
		ip = ip.Unmap()
		return ip.String(), ip, nil
	}
	host, err := name(host)
	if err != nil {
		return "", none, fmt.Errorf("not a host name")
	}
	host = strings.TrimSuffix(host, ".")
	if host == "" || len(host) > 253 {
		return "", none, fmt.Errorf("not a host name")
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return "", none, fmt.Errorf("not a host name")
		}
	}
	if !numeric(labels[len(labels)-1]) {
		return host, none, nil
	}
	ip, err := legacyIPv4(labels)
	if err != nil {
		return "", none, err
	}
	return ip.String(), ip, nil
}

// numeric reports whether a last label makes the host an IPv4 address, by the rule of the URL standard.
func numeric(label string) bool {
	if strings.Trim(label, "0123456789") == "" {
		return true
	}
	rest, hex := strings.CutPrefix(label, "0x")
	return hex && strings.Trim(rest, "0123456789abcdef") == ""
}

// legacyIPv4 reads what inet_aton reads: one to four numbers, each decimal, octal or hex, the last one filling what is left.
func legacyIPv4(parts []string) (netip.Addr, error) {
	wrong := fmt.Errorf("not an IPv4 address")
	if len(parts) > 4 {
		return netip.Addr{}, wrong
	}
	var sum uint64
	for i, part := range parts {
		base, digits := 10, part
		switch {
		case strings.HasPrefix(part, "0x"):
			base, digits = 16, part[2:]
		case len(part) > 1 && part[0] == '0':
			base, digits = 8, part[1:]
		}
		if digits == "" { // "0x" alone counts as zero there
			digits = "0"
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil {
			return netip.Addr{}, wrong
		}
		left := 4 - i // bytes that this part may fill, if it is the last
		if i < len(parts)-1 {
			if n > 255 {
				return netip.Addr{}, wrong
			}
			sum |= n << (8 * (left - 1))
			continue
		}
		if n >= 1<<(8*left) {
			return netip.Addr{}, wrong
		}
		sum |= n
	}
	return netip.AddrFrom4([4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}), nil
}

// blockedPorts speak other protocols, which a well-formed request could be taken for: the URL standard's list, those below
// 1024 and the few above that matter.
var blockedPorts = []uint16{ //nolint:gochecknoglobals // a table
	1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113,
	115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556,
	563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
	6669, 6697, 10080,
}

func parsePort(u *url.URL) (uint16, error) {
	text := u.Port()
	if text == "" {
		if strings.HasSuffix(u.Host, ":") {
			return 0, fmt.Errorf("an empty port")
		}
		if u.Scheme == "http" {
			return 80, nil
		}
		return 443, nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 || slices.Contains(blockedPorts, uint16(n)) {
		return 0, fmt.Errorf("a port that is not for the web")
	}
	return uint16(n), nil
}

// hostPort returns the host and, unless it is the scheme's own, the port, as a Host header has them.
func (t Target) hostPort() string {
	host := t.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if t.Scheme == "https" && t.Port == 443 || t.Scheme == "http" && t.Port == 80 {
		return host
	}
	return host + ":" + strconv.Itoa(int(t.Port))
}

// Origin returns scheme, host and, unless it is the scheme's own, the port: "https://api.example.org:8443".
func (t Target) Origin() string { return t.Scheme + "://" + t.hostPort() }

// String returns the address in its one form. ParseTarget of it gives the same target.
func (t Target) String() string { return t.Origin() + t.path }

// Shown returns the address for a log: what a query says may be a secret, so of it only the names stay.
func (t Target) Shown() string {
	const most = 500
	path, query, has := strings.Cut(t.path, "?")
	shown := t.Origin() + path
	if has {
		var names []string
		for pair := range strings.SplitSeq(query, "&") {
			key, _, valued := strings.Cut(pair, "=")
			if !valued { // all of it may be the value
				key = ""
			}
			names = append(names, key+"=…")
		}
		shown += "?" + strings.Join(names, "&")
	}
	if len(shown) > most {
		shown = strings.ToValidUTF8(shown[:most], "") + "…"
	}
	return shown
}

// ParseOrigin reads what a list of domains may hold, "https://api.example.org", "api.example.org" or either with a port,
// and returns it as "https://api.example.org[:port]". IP addresses, single labels and plain http are refused with ErrURL.
func ParseOrigin(text string) (string, error) {
	full := text
	if !strings.Contains(full, "://") {
		full = "https://" + full
	}
	t, err := ParseTarget(full)
	if err != nil {
		return "", err
	}
	if t.Scheme != "https" || t.IP.IsValid() || t.path != "/" || strings.ContainsAny(full, "?#") || !strings.Contains(t.Host, ".") || strings.HasSuffix(t.Host, ".localhost") {
		return "", fmt.Errorf("egress: origin %.200q: %w", text, ErrURL.With("A domain is written as https://api.example.org."))
	}
	return t.Origin(), nil
}

// blocked are the prefixes of which nothing is the public internet (the special-purpose registries of IANA), and two
// addresses inside public ones that clouds gave to their metadata.
var blocked = prefixes( //nolint:gochecknoglobals // a table
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"168.63.129.16/32", // Azure
	"2001::/23",        // Teredo, ORCHID, benchmarking and the like
	"2001:db8::/32", "2002::/16", "3fff::/20",
)

var (
	globalUnicast = netip.MustParsePrefix("2000::/3")     //nolint:gochecknoglobals // a constant
	nat64         = netip.MustParsePrefix("64:ff9b::/96") //nolint:gochecknoglobals // a constant
)

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// Public reports whether an address is on the public internet. IPv4 addresses inside IPv6 (mapped, NAT64, ISATAP) are judged
// by what they lead to; 6to4 and Teredo, which lead anywhere, are never public, nor is an address with a zone.
func Public(ip netip.Addr) bool {
	if !ip.IsValid() || ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if ip.Is6() {
		raw := ip.As16()
		inner := netip.AddrFrom4([4]byte(raw[12:]))
		if nat64.Contains(ip) {
			return Public(inner)
		}
		isatap := raw[8]&^2 == 0 && raw[9] == 0 && raw[10] == 0x5e && raw[11] == 0xfe
		if !globalUnicast.Contains(ip) || isatap && !Public(inner) {
			return false
		}
	}
	return !slices.ContainsFunc(blocked, func(p netip.Prefix) bool { return p.Contains(ip) })
}
