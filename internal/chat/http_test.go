package chat_test

import (
	"testing"

	"github.com/superette/superette/internal/api/superettev1"
)

func TestTwoPeopleTalk(t *testing.T) {
	h := open(t, options{})
	ling, tom, conv := h.friends(t)
	phone, welcome := tom.online(t, &superettev1.Hello{})
	if len(welcome.GetChanged()) != 1 || welcome.GetUserId() != string(tom.ID) {
		t.Fatalf("welcome = %v, want the one conversation", welcome)
	}
	desk, _ := ling.online(t, &superettev1.Hello{})

	t.Run("a message is acknowledged to its sender and pushed to the other", func(t *testing.T) {
		desk.say(sendFrame(conv, "client-0001", "tea?", false))
		ack := desk.hear().GetSendAck()
		if ack.GetSeq() != 2 || ack.GetClientId() != "client-0001" || ack.GetTs() == 0 {
			t.Errorf("ack = %v, want seq 2", ack)
		}
		push := phone.hear().GetPush().GetMessage()
		if push.GetSeq() != 2 || push.GetText().GetText() != "tea?" || push.GetSender() != string(ling.ID) {
			t.Errorf("push = %v, want the message", push)
		}
	})
	t.Run("the same over Connect with JSON", func(t *testing.T) {
		status, answer := h.call(t, tom.token, "ChatService/Send", map[string]any{"conv": conv, "clientId": "client-0002", "text": "yes"})
		if status != 200 {
			t.Fatalf("status %d: %v", status, answer)
		}
		push := desk.hear().GetPush().GetMessage()
		if push.GetSeq() != 3 || push.GetText().GetText() != "yes" {
			t.Errorf("push = %v, want seq 3", push)
		}
		if own := phone.hear().GetPush().GetMessage(); own.GetSeq() != 3 {
			t.Errorf("the sender's own device heard %v, want seq 3", own)
		}
	})
}
