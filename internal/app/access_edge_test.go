package app

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coder/websocket"
	"google.golang.org/protobuf/encoding/protojson"

	v1 "github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/compat/alipay"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/pay"
)

// hello is the first frame of a device.
func hello(*accessCell) *v1.ClientFrame {
	return &v1.ClientFrame{Frame: &v1.ClientFrame_Hello{Hello: &v1.Hello{}}}
}

// dial opens a socket of the role. Where that is refused, or ends at once, the outcome says so.
func (c *accessCell) dial(path string, protocols ...string) (*websocket.Conn, outcome) {
	c.Helper()
	header := http.Header{}
	list := c.credentials(http.MethodGet, path, nil)
	for n := 0; n < len(list); n += 2 {
		header.Set(list[n], list[n+1])
	}
	conn, answer, err := websocket.Dial(c.Context(), strings.Replace(c.i.origin, "http", "ws", 1)+path, &websocket.DialOptions{HTTPHeader: header, Subprotocols: protocols})
	if err != nil {
		if answer == nil {
			c.Fatal(err)
		}
		return nil, outcome(fmt.Sprint(answer.StatusCode))
	}
	c.Cleanup(func() { _ = conn.CloseNow() })
	return conn, passed
}

// closed is why a socket was closed by the server.
func (c *accessCell) closed(err error) outcome {
	if strings.Contains(err.Error(), "httpd.sign-in") {
		return "401"
	}
	return outcome(err.Error())
}

// live sends a frame over a live socket, and a ping after it: what a frame causes comes before the pong, or is a refusal, or an
// acknowledgement that comes later.
func (c *accessCell) live(frame func(*accessCell) *v1.ClientFrame) (*websocket.Conn, outcome) {
	c.Helper()
	conn, got := c.dial(chat.LivePath, "json")
	if got != passed {
		return nil, got
	}
	first := frame(c)
	for _, f := range []*v1.ClientFrame{first, {Frame: &v1.ClientFrame_Ping{Ping: &v1.Ping{N: 7}}}} {
		text := must[[]byte](c.accessWorld)(protojson.Marshal(f))
		if err := conn.Write(c.Context(), websocket.MessageText, text); err != nil {
			break // the reading below says why
		}
	}
	ctx, cancel := context.WithTimeout(c.Context(), time.Minute)
	defer cancel()
	acknowledged := first.GetSend() == nil
	for ponged := false; !ponged || !acknowledged; {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return nil, c.closed(err)
		}
		var said v1.ServerFrame
		c.do(protojson.Unmarshal(text, &said))
		switch f := said.GetFrame().(type) {
		case *v1.ServerFrame_Refusal:
			if f.Refusal.GetCode() == chat.ErrNoConversation.Code {
				return conn, "404"
			}
			return conn, outcome(f.Refusal.GetCode())
		case *v1.ServerFrame_Pong:
			ponged = true
		case *v1.ServerFrame_SendAck:
			acknowledged = true
		}
	}
	return conn, passed
}

func liveRows() []accessRow {
	row := func(command string, rule accessRule, frame func(c *accessCell) *v1.ClientFrame) accessRow {
		return accessRow{"live: " + command, rule, func(c *accessCell) outcome {
			_, got := c.live(frame)
			return got
		}}
	}
	return []accessRow{
		row("hello", ruleSignedIn, hello),
		row("send", ruleMembers, func(c *accessCell) *v1.ClientFrame {
			return &v1.ClientFrame{Frame: &v1.ClientFrame_Send{Send: &v1.SendRequest{Conv: string(c.group), ClientId: c.name(), Text: "oolong"}}}
		}),
		row("mark", ruleMembers, func(c *accessCell) *v1.ClientFrame {
			return &v1.ClientFrame{Frame: &v1.ClientFrame_Mark{Mark: &v1.MarkRequest{Conv: string(c.group), ReadSeq: 1}}}
		}),
		row("typing", ruleMembers, func(c *accessCell) *v1.ClientFrame {
			return &v1.ClientFrame{Frame: &v1.ClientFrame_Typing{Typing: &v1.Typing{Conv: string(c.group)}}}
		}),
		row("ping", ruleSignedIn, func(*accessCell) *v1.ClientFrame {
			return &v1.ClientFrame{Frame: &v1.ClientFrame_Ping{Ping: &v1.Ping{N: 1}}}
		}),
	}
}

func gatewayRows() []accessRow {
	under := func(c *accessCell) string { return "/api/gateway/" + string(c.app) }
	post := func(route string, uri func(*accessCell) string, body string) accessRow {
		return accessRow{route, ruleSignedIn, func(c *accessCell) outcome { return c.outcomeOf(c.http(http.MethodPost, uri(c), []byte(body))) }}
	}
	return []accessRow{
		post("POST /api/gateway/{app}", under, `{"url":"`+teahouseOrigin+`/menu"}`+"\n"),
		post("POST /api/gateway/{app}/login", func(c *accessCell) string { return under(c) + "/login" }, "{}"),
		{"POST /api/gateway/{app}/group", ruleMembers, func(c *accessCell) outcome {
			if c.token != "" { // the program's server knows them
				code, err := c.i.gateway.Login(c.Context(), as(c.me().ID).In(c.app))
				c.do(err)
				_, err = c.i.gateway.Exchange(c.Context(), c.app, code)
				c.do(err)
			}
			return c.outcomeOf(c.http(http.MethodPost, under(c)+"/group", []byte(`{"conv":"`+string(c.group)+`"}`)))
		}},
		{"POST /api/gateway/{app}/people", ruleKnown, func(c *accessCell) outcome {
			about := c.people[owner].ID
			a := c.http(http.MethodPost, under(c)+"/people", []byte(`{"people":["`+string(about)+`"]}`))
			if got := c.outcomeOf(a); got != passed || bytes.Contains(a.body, []byte(about)) {
				return got
			}
			return empty
		}},
		get("GET /api/gateway/{app}/session", ruleSignedIn, func(c *accessCell) string { return under(c) + "/session" }),
		get("GET /api/gateway/{app}/picture", ruleSignedIn, func(c *accessCell) string { return under(c) + "/picture?url=" + teahouseOrigin + "/tea.png" }),
		get("GET /webview/{app}", ruleSignedIn, func(c *accessCell) string { return "/webview/" + string(c.app) }),
		get("GET /webview/sdk.js", ruleAnyone, at("/webview/sdk.js")),
		get("GET /api/tiles", ruleSignedIn, at("/api/tiles")),
		get("GET /api/tiles/{z}/{x}/{y}", ruleSignedIn, at("/api/tiles/1/0/1")),
		// Everybody may see what a program asked for them; only its publisher, what it asked for anybody.
		get("GET /api/gateway/{app}/calls", ruleSignedIn, func(c *accessCell) string { return under(c) + "/calls" }),
		{"GET /api/gateway/socket", ruleSignedIn, func(c *accessCell) outcome {
			conn, got := c.dial("/api/gateway/socket")
			if got != passed {
				return got
			}
			ask := fmt.Sprintf(`{"app":%q,"url":"wss://elsewhere.example/"}`, c.app)
			if err := conn.Write(c.Context(), websocket.MessageText, []byte(ask)); err != nil {
				return c.closed(err)
			}
			if _, _, err := conn.Read(c.Context()); err != nil {
				return c.closed(err)
			}
			return passed // what is said of the address outside is an answer
		}},
	}
}

func fileRows() []accessRow {
	return []accessRow{
		{"PUT /api/upload/{sha256}", rulePublisher, func(c *accessCell) outcome {
			var m pack.Manifest
			raw := c.manifest()
			c.do(json.Unmarshal(raw, &m))
			for _, f := range m.Files {
				if !strings.HasSuffix(f.Path, ".jpg") {
					continue
				}
				content := bytes.Repeat([]byte{byte(c.n)}, int(f.Size))
				copy(content, c.name())
				sum := sha256.Sum256(content)
				hash := hex.EncodeToString(sum[:])
				_, err := c.i.registry.Prepare(c.Context(), as(c.people[developer].ID), bytes.ReplaceAll(raw, []byte(f.SHA256), []byte(hash)))
				c.do(err)
				return c.outcomeOf(c.http(http.MethodPut, "/api/upload/"+hash, content))
			}
			c.Fatal("the program has no picture")
			return ""
		}},
		{"POST /api/secret/{app}", rulePublisher, func(c *accessCell) outcome {
			a := c.http(http.MethodPost, "/api/secret/"+string(c.app), nil)
			if a.status == http.StatusOK {
				var said struct{ Secret string }
				c.do(json.Unmarshal(a.body, &said))
				c.secret = said.Secret
			}
			return c.outcomeOf(a)
		}},
		{"POST /api/picture", ruleSignedIn, func(c *accessCell) outcome {
			return c.outcomeOf(c.http(http.MethodPost, "/api/picture", c.png, "Content-Type", "image/png"))
		}},
		get("GET /pkg/", ruleAnyone, func(c *accessCell) string { return "/pkg/" + string(c.pkg) + "/" + pack.ManifestPath }),
		get("GET /pkg/key", ruleAnyone, at("/pkg/key")),
		get("GET /blob/", ruleAnyone, func(c *accessCell) string { return "/blob/" + c.picture }),
	}
}

// asMerchant makes a row of WeChat Pay's dialect: the owner is the merchant whose orders are asked for, the merchant another one.
func asMerchant(route string, rule accessRule, ask func(c *accessCell, mchid string) (uri string, body any)) accessRow {
	method, _, _ := strings.Cut(route, " ")
	return accessRow{route, rule, func(c *accessCell) outcome {
		switch c.as {
		case owner, merchant:
			s := c.shops[0]
			if c.as == merchant {
				s = c.shops[1]
			}
			uri, body := ask(c, s.mchid)
			return c.outcomeOf(c.merchantCall(s, method, uri, body))
		}
		uri, body := ask(c, c.shops[0].mchid)
		return c.outcomeOf(c.http(method, uri, bodyOf(c.T, body)))
	}}
}

func merchantRows() []accessRow {
	rows := []accessRow{
		asMerchant("GET /v3/certificates", ruleMerchants, func(*accessCell, string) (string, any) { return "/v3/certificates", nil }),
		asMerchant("POST /v3/pay/transactions/jsapi", ruleMerchants, func(c *accessCell, mchid string) (string, any) {
			return "/v3/pay/transactions/jsapi", map[string]any{
				"appid": c.app, "mchid": mchid, "description": "Tea", "out_trade_no": c.name(), "notify_url": "https://shop.example/notify",
				"amount": map[string]any{"total": 1, "currency": "CNY"}, "payer": map[string]any{"openid": c.i.people.OpenID(c.people[owner].ID, c.app)},
			}
		}),
		asMerchant("GET /v3/pay/transactions/id/{transaction}", ruleMerchant, func(c *accessCell, mchid string) (string, any) {
			return "/v3/pay/transactions/id/" + string(c.paid.ID) + "?mchid=" + mchid, nil
		}),
		asMerchant("GET /v3/pay/transactions/out-trade-no/{number}", ruleMerchant, func(c *accessCell, mchid string) (string, any) {
			return "/v3/pay/transactions/out-trade-no/" + c.trade + "?mchid=" + mchid, nil
		}),
		asMerchant("POST /v3/pay/transactions/out-trade-no/{number}/close", ruleMerchant, func(c *accessCell, mchid string) (string, any) {
			_, trade := c.order(1)
			return "/v3/pay/transactions/out-trade-no/" + trade + "/close", map[string]any{"mchid": mchid}
		}),
		asMerchant("POST /v3/refund/domestic/refunds", ruleMerchant, func(c *accessCell, _ string) (string, any) {
			return "/v3/refund/domestic/refunds", c.refundOf(c.name())
		}),
		asMerchant("GET /v3/refund/domestic/refunds/{number}", ruleMerchant, func(c *accessCell, _ string) (string, any) {
			return "/v3/refund/domestic/refunds/" + c.refund, nil
		}),
	}
	rows = append(rows, depositRows()...)
	for _, prefix := range []string{"", alipay.Prefix} {
		rows = append(rows, accessRow{"POST " + prefix + "/gateway.do", ruleMerchant, func(c *accessCell) outcome {
			return c.alipayCall(prefix+"/gateway.do", "alipay.trade.query", fmt.Sprintf(`{"trade_no":%q}`, c.alipayTrade()))
		}})
	}
	for _, prefix := range []string{"", "/compat/wechat"} {
		rows = append(rows, accessRow{"GET " + prefix + "/sns/jscode2session", ruleSecret, func(c *accessCell) outcome {
			code := must[string](c.accessWorld)(c.i.gateway.Login(c.Context(), as(c.people[owner].ID).In(c.app)))
			secret := strings.Repeat("0", 32)
			if c.as == developer {
				secret = c.secret
			}
			a := c.http(http.MethodGet, prefix+"/sns/jscode2session?appid="+string(c.app)+"&secret="+secret+"&js_code="+code+"&grant_type=authorization_code", nil)
			// WeChat's failures are answers of status 200.
			var said struct{ ErrCode int }
			c.do(json.Unmarshal(a.body, &said))
			const invalidSecret = 40125
			switch said.ErrCode {
			case 0:
				return c.outcomeOf(a)
			case invalidSecret:
				return "401"
			}
			return outcome(a.body)
		}})
	}
	return rows
}

// alipayTrade is one of the first shop for the owner, in Alipay's dialect.
func (w *accessWorld) alipayTrade() pay.OrderID {
	w.Helper()
	o, err := w.i.pay.Prepare(w.Context(), id.Caller{Kind: id.Merchant, Merchant: w.shops[0].mchid}, pay.NewOrder{
		Dialect: pay.Alipay, App: w.app, OutTradeNo: w.name(), OpenID: w.i.people.OpenID(w.people[owner].ID, w.app), Description: "Oolong", Amount: fen(w.T, 100),
	})
	w.do(err)
	return o.ID
}

// alipayCall asks in Alipay's dialect as a shop's server, and without a signature as everybody else. Its failures are answers of status 200.
func (c *accessCell) alipayCall(path, method, content string) outcome {
	c.Helper()
	form := url.Values{
		"app_id": {string(c.app)}, "method": {method}, "sign_type": {"RSA2"}, "version": {"1.0"}, "charset": {"utf-8"}, "biz_content": {content},
		"timestamp": {c.now().In(time.FixedZone("", 8*60*60)).Format(time.DateTime)},
	}
	if c.as == owner || c.as == merchant {
		s := c.shops[0]
		if c.as == merchant {
			s = c.shops[1]
		}
		var parts []string
		for name := range form {
			parts = append(parts, name+"="+form.Get(name))
		}
		slices.Sort(parts)
		sum := sha256.Sum256([]byte(strings.Join(parts, "&")))
		raw := must[[]byte](c.accessWorld)(rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, sum[:]))
		form.Set("sign", base64.StdEncoding.EncodeToString(raw))
	}
	a := c.http(http.MethodPost, path, []byte(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	var said struct {
		Response struct {
			Code string `json:"code"`
			Sub  string `json:"sub_code"`
		} `json:"alipay_trade_query_response"`
	}
	c.do(json.Unmarshal(a.body, &said))
	switch said.Response.Code + said.Response.Sub {
	case "10000":
		return c.outcomeOf(a)
	case "40004ACQ.TRADE_NOT_EXIST":
		return "404"
	case "40001isv.missing-signature":
		return "401"
	}
	return outcome(a.body)
}

// depositRows is service orders, which hold money until they end.
func depositRows() []accessRow {
	const path = "/v3/payscore/serviceorder"
	return []accessRow{
		asMerchant("POST "+path, ruleMerchants, func(c *accessCell, _ string) (string, any) {
			return path, map[string]any{
				"appid": c.app, "out_order_no": c.name(), "service_id": "500001", "service_introduction": "An umbrella", "notify_url": "https://shop.example/notify",
				"openid": c.i.people.OpenID(c.people[owner].ID, c.app), "risk_fund": map[string]any{"name": "DEPOSIT", "amount": 1}, "need_user_confirm": true,
			}
		}),
		asMerchant("GET "+path, ruleMerchant, func(c *accessCell, _ string) (string, any) {
			return path + "?service_id=500001&out_order_no=" + c.deposit(), nil
		}),
		asMerchant("POST "+path+"/{number}/complete", ruleMerchant, func(c *accessCell, _ string) (string, any) {
			return path + "/" + c.deposit() + "/complete", map[string]any{"appid": c.app, "service_id": "500001", "total_amount": 1}
		}),
		asMerchant("POST "+path+"/{number}/cancel", ruleMerchant, func(c *accessCell, _ string) (string, any) {
			return path + "/" + c.deposit() + "/cancel", map[string]any{"appid": c.app, "service_id": "500001", "reason": "rain"}
		}),
	}
}

// pageRows is what everybody gets, the same bytes for each.
func pageRows() []accessRow {
	rows := []accessRow{
		get("GET /healthz", ruleAnyone, at("/healthz")),
		get("GET /{$}", ruleAnyone, at("/")),
		get("GET /p/", ruleAnyone, func(c *accessCell) string { return "/p/" + string(c.app) }),
		get("GET /assets/{name}", ruleAnyone, at("/assets/build.json")),
	}
	for _, path := range []string{
		"/chats", "/chats/", "/contacts", "/contacts/", "/discover", "/discover/", "/me", "/me/", "/sw.js", "/icon.svg", "/icon-192.png", "/icon-512.png",
		"/icon-maskable-512.png", "/icon-touch-180.png", "/manifest.webmanifest", "/manifest-zh.webmanifest",
	} {
		rows = append(rows, get("GET "+path, ruleAnyone, at(path)))
	}
	return rows
}

// machineRows is what only who runs the process reaches. The others come from elsewhere, through a proxy.
func machineRows() []accessRow {
	from := func(c *accessCell) []string {
		if c.as == operator {
			return nil
		}
		return []string{"X-Forwarded-For", "192.0.2.1"}
	}
	return []accessRow{
		{"metrics: GET /metrics", ruleOperator, func(c *accessCell) outcome {
			if c.as == operator {
				return c.outcomeOf(c.send("http://"+c.i.metrics.listener.Addr().String(), http.MethodGet, "/metrics", nil))
			}
			return c.outcomeOf(c.http(http.MethodGet, "/metrics", nil))
		}},
		{"demo: GET /demo/{handle}", ruleMachine, func(c *accessCell) outcome {
			return c.outcomeOf(c.http(http.MethodGet, "/demo/"+owner.String(), nil, from(c)...))
		}},
		{"dev: GET /dev/open", ruleMachine, func(c *accessCell) outcome {
			key := "guessed"
			if c.as == operator { // to whom the link is printed
				key = "the+key+of+the+link"
			}
			return c.outcomeOf(c.http(http.MethodGet, "/dev/open?key="+key, nil, from(c)...))
		}},
		get("dev: GET /api/dev/diagnostics", ruleSignedIn, at("/api/dev/diagnostics")),
		get("dev: GET /api/dev/patch", ruleSignedIn, func(c *accessCell) string { return "/api/dev/patch?from=" + string(c.pkg) }),
	}
}
