package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/social"
)

// demoHandles are the people whom the demo's links sign in.
func demoHandles() []string { return []string{"ling", "tom"} }

// demo is the demo's people: Ling and Tom, who know each other, and Mei, who owns the Teahouse and answers by a script,
// so that one person alone can take the tour.
type demo struct {
	people   *account.Service
	contacts *social.Service
	chat     *chat.Service
	commands *commands
	teahouse id.AppID // empty if the program is not there
	mei      account.Person
}

// seedDemo makes the demo's people and what they wrote before, and returns their script. Doing it again adds nothing:
// every message has a client id of its own.
func seedDemo(ctx context.Context, people *account.Service, contacts *social.Service, t *talk, c *commands, p *pay.Service, teahouse id.AppID) (*demo, error) {
	d := &demo{people: people, contacts: contacts, chat: t.chat, commands: c, teahouse: teahouse}
	var err error
	if d.mei, err = ensureMei(ctx, people); err != nil {
		return nil, err
	}
	ling, err := people.Ensure(ctx, "ling", "Ling 林玲", false)
	if err != nil {
		return nil, err
	}
	tom, err := people.Ensure(ctx, "tom", "Tom Berg", false)
	if err != nil {
		return nil, err
	}
	if err := d.earlier(ctx, ling, tom); err != nil {
		return nil, err
	}
	for _, person := range []account.Person{ling, tom} {
		if err := d.welcome(ctx, person.ID); err != nil {
			return nil, err
		}
		if err := grant(ctx, p, person.ID, demoFen); err != nil {
			return nil, err
		}
		if err := p.EnsurePIN(ctx, person.ID, demoPIN); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// ensureMei returns the scripted contact. The demo's programs are hers, so she is there before them.
func ensureMei(ctx context.Context, people *account.Service) (account.Person, error) {
	return people.Ensure(ctx, "mei", "Mei · 阿梅", true)
}

// earlier lets Ling and Tom be contacts with a few messages between them.
func (d *demo) earlier(ctx context.Context, ling, tom account.Person) error {
	conv, err := d.befriend(ctx, ling.ID, tom.ID)
	if err != nil {
		return err
	}
	lines := []struct {
		by   account.Person
		text string
	}{
		{ling, "Hi Tom! 你到上海了吗？ Did you arrive?"},
		{tom, "Just now. Jet lag says it is three in the morning 😴"},
		{ling, "Then you need tea. Mei's Teahouse is downstairs, 她家的龙井很好。"},
		{tom, "Send me one you like, and I will try it."},
	}
	for i, line := range lines {
		if err := d.say(ctx, line.by.ID, conv, "seed-ling-tom-"+strconv.Itoa(i), line.text); err != nil {
			return err
		}
	}
	return nil
}

// befriend makes two people contacts and returns their conversation.
func (d *demo) befriend(ctx context.Context, a, b id.UserID) (id.ConvID, error) {
	if err := d.contacts.Join(ctx, social.Pair{By: a, Other: b}); err != nil {
		return "", err
	}
	// What follows from the event does not wait for us; opening the conversation with its first line is the same call.
	return d.chat.Begin(ctx, a, b)
}

func (d *demo) say(ctx context.Context, user id.UserID, conv id.ConvID, clientID, text string) error {
	_, err := d.chat.SendText(ctx, as(user), chat.Send{Conv: conv, ClientID: clientID, Body: chat.Body{Text: text}, Retry: true})
	if err != nil {
		return fmt.Errorf("app: the demo says %s: %w", clientID, err)
	}
	return nil
}

// as returns the caller for what the demo does in somebody's name.
func as(user id.UserID) id.Caller { return id.AsPerson(user, "", "") }

// welcome makes Mei a contact of a person, and lets her greet them.
func (d *demo) welcome(ctx context.Context, user id.UserID) error {
	conv, err := d.befriend(ctx, d.mei.ID, user)
	if err != nil {
		return err
	}
	return d.say(ctx, d.mei.ID, conv, "mei-greeting",
		"你好！我是阿梅，楼下茶馆的老板。写一句话给我，我就发一张茶单给你。\n\n"+
			"Hello, I am Mei, I run the Teahouse downstairs. Write me a line and I will send you a tea.")
}

// answer is Mei's script: she answers each message once, by its seq, in the language it was written in.
func (d *demo) answer(ctx context.Context, heard chat.Heard) error {
	if heard.Bot != d.mei.ID {
		return nil
	}
	mei := as(d.mei.ID)
	page, _, err := d.chat.History(ctx, mei, heard.Conv, chat.Page{Before: heard.Seq + 1, Limit: 100})
	if err != nil {
		return err
	}
	if len(page) == 0 || page[len(page)-1].Seq != heard.Seq {
		return fmt.Errorf("app: message %d of %s is not there", heard.Seq, heard.Conv)
	}
	said := page[len(page)-1]
	first := true
	for _, m := range page[:len(page)-1] {
		first = first && m.Sender != said.Sender
	}
	if _, err := d.chat.Mark(ctx, mei, heard.Conv, heard.Seq, ""); err != nil {
		return err
	}
	r := replyTo(said.Body, first)
	if err := d.say(ctx, d.mei.ID, heard.Conv, fmt.Sprintf("mei-reply-%d", heard.Seq), r.text); err != nil {
		return err
	}
	if !r.card {
		return nil
	}
	return d.sendTea(ctx, heard, r)
}

// sendTea sends the card that a reply promises. A Teahouse without that page is the author's choice: then Mei says so.
func (d *demo) sendTea(ctx context.Context, heard chat.Heard, r reply) error {
	_, err := d.commands.share(ctx, as(d.mei.ID), share{
		app: d.teahouse, conv: heard.Conv, clientID: fmt.Sprintf("mei-card-%d", heard.Seq),
		title: r.tea.title(r.chinese), path: "pages/tea/tea?id=" + r.tea.id, imagePath: "images/" + r.tea.id + ".jpg",
		price: r.tea.fen, currency: "CNY",
	})
	if err == nil {
		return nil
	}
	if kind := fault.Of(err).Kind; kind != fault.NotFound && kind != fault.Invalid {
		return err
	}
	text := "The Teahouse is closed today, so there is no card to send."
	if r.chinese {
		text = "今天茶馆没开门，发不了茶单。"
	}
	return d.say(ctx, d.mei.ID, heard.Conv, fmt.Sprintf("mei-closed-%d", heard.Seq), text)
}

// tea is one that Mei recommends; ids and prices are those of examples/teahouse.
type tea struct {
	id, en, zh string
	fen        int64
	words      []string
}

func (t tea) title(chinese bool) string {
	if chinese {
		return t.zh
	}
	return t.en
}

func teas() []tea {
	return []tea{
		{"longjing", "First-flush Longjing", "明前龙井", 1500, []string{"longjing", "green", "龙井", "绿茶"}},
		{"jasmine-milk", "Jasmine milk", "茉莉鲜奶", 1600, []string{"jasmine", "milk", "茉莉", "奶茶", "鲜奶"}},
		{"oolong", "Cold-brew oolong", "冷泡乌龙", 1300, []string{"oolong", "cold", "乌龙", "冷泡"}},
		{"grape", "Grape cloud", "多肉葡萄", 2200, []string{"grape", "fruit", "葡萄", "水果"}},
		{"lemon", "Hand-pounded lemon", "鸭屎香柠檬", 1400, []string{"lemon", "柠檬"}},
	}
}

// reply is what Mei says, and whether a tea's card follows.
type reply struct {
	text    string
	chinese bool
	card    bool
	tea     tea
}

// replyTo decides Mei's answer to what was written. After a person's first message to her a tea's card follows whatever
// it said: that is where the tour begins.
func replyTo(body chat.Body, first bool) reply {
	r := scripted(body, first)
	if first && !r.card {
		r.card, r.tea = true, teas()[0]
	}
	return r
}

func scripted(body chat.Body, first bool) reply {
	if body.Card != nil {
		chinese := isChinese(body.Card.Title)
		return pick(chinese, "谢谢分享！"+body.Card.Title+"，我也喜欢。", "Thank you for sharing! I like "+body.Card.Title+" too.")
	}
	if body.Picture != nil {
		return reply{text: "好看！What a nice picture."} // it says nothing of its sender's language
	}
	if body.File != nil {
		return pick(isChinese(body.File.Name), "收到，谢谢！", "Got it, thank you!")
	}
	if body.Voice != nil {
		return reply{text: "收到！I have no ears, but I like your voice."} // it says nothing of its sender's language
	}
	text := strings.ToLower(body.Text)
	chinese := isChinese(text)
	for _, t := range teas() {
		if mentions(text, t.words...) {
			return recommend(t, chinese, "好选择！点开看看：", "A good choice! Tap it and have a look:")
		}
	}
	house := teas()[0]
	switch {
	case mentions(text, "help", "how", "what can", "帮助", "怎么", "能做什么"):
		return pick(chinese,
			"写“菜单”看今天的茶，写“茶”我发一张卡片；点开卡片，茶馆就在聊天旁边打开。在茶馆里点右上角可以把一款茶分享给朋友。",
			"Write “menu” for today's teas or “tea” for a card. Tap the card and the Teahouse opens over our chat; from its menu (top right) you can share a tea with a friend.")
	case mentions(text, "menu", "list", "菜单", "茶单", "有什么"):
		return menu(chinese)
	case mentions(text, "tea", "drink", "recommend", "茶", "喝", "推荐"):
		return recommend(house, chinese, "今天推荐这款，点开看看：", "Today I recommend this one. Tap it and have a look:")
	case mentions(text, "thank", "谢"):
		return pick(chinese, "不客气，随时来喝茶 🍵", "You are welcome. Come by any time 🍵")
	case mentions(text, "bye", "再见", "拜拜"):
		return pick(chinese, "再见，下次见！", "Goodbye, see you soon!")
	case first:
		return recommend(house, chinese, "很高兴认识你！送你一款茶，点开卡片，茶馆就在聊天里打开：",
			"Nice to meet you! Here is a tea for you. Tap the card and the Teahouse opens right here:")
	case mentions(text, "hi", "hello", "hey", "你好", "您好", "嗨"):
		return pick(chinese, "你好！写“菜单”或“茶”试试。", "Hello! Try “menu” or “tea”.")
	case strings.ContainsAny(text, "?？"):
		return pick(chinese, "这个我不清楚，我只懂茶 🍵 写“帮助”看看我会什么。", "That I do not know, I only know about tea 🍵 Write “help” to see what I can do.")
	}
	return pick(chinese, "好的！想喝点什么就写“茶”，想看全部就写“菜单”。", "Got it! Write “tea” when you feel like one, or “menu” to see them all.")
}

func pick(chinese bool, zh, en string) reply {
	if chinese {
		return reply{text: zh, chinese: true}
	}
	return reply{text: en}
}

func recommend(t tea, chinese bool, zh, en string) reply {
	r := pick(chinese, zh, en)
	r.card, r.tea = true, t
	return r
}

func menu(chinese bool) reply {
	var b strings.Builder
	b.WriteString(pick(chinese, "今天有：", "Today we have:").text)
	for _, t := range teas() {
		fmt.Fprintf(&b, "\n· %s ¥%d.%02d", t.title(chinese), t.fen/100, t.fen%100)
	}
	b.WriteString(pick(chinese, "\n写名字，我发卡片给你。", "\nWrite a name and I will send you its card.").text)
	return reply{text: b.String(), chinese: chinese}
}

// mentions reports whether the lower-case text holds one of the words: Chinese ones anywhere, Latin ones from the
// beginning of a word, so that "thinking" is not a greeting but "teas" is about tea.
func mentions(text string, words ...string) bool {
	latin := " " + strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r)
	}), " ") + " "
	for _, word := range words {
		switch {
		case isChinese(word):
			if strings.Contains(text, word) {
				return true
			}
		case len(word) <= 3:
			if strings.Contains(latin, " "+word+" ") || strings.Contains(latin, " "+word+"s ") {
				return true
			}
		case strings.Contains(latin, " "+word):
			return true
		}
	}
	return false
}

// isChinese reports whether there is a Han character in the text.
func isChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
