// Package wechat answers the calls that the server of a mini program makes to WeChat's open platform, in WeChat's words, so
// that an existing backend works with nothing changed but the host it asks: the paths are WeChat's own on the instance's
// address, and the same below /compat/wechat for those who put several dialects behind one name.
//
// Every answer is HTTP 200 and JSON in a body of type text/plain, as WeChat's is; what went wrong is errcode and errmsg.
// A backend proves itself by the program's appid and secret, which its publisher makes (registry.MakeSecret).
package wechat

import (
	"errors"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/mini/registry"
)

// failure is WeChat's form of one.
type failure struct {
	Code    int    `json:"errcode"`
	Message string `json:"errmsg"`
}

func (f failure) Error() string { return f.Message }

// The failures of WeChat's platform that this package gives, from its list of global return codes.
var (
	systemBusy    = failure{-1, "system error"}                                                   //nolint:gochecknoglobals // a constant
	noAppID       = failure{41002, "appid missing"}                                               //nolint:gochecknoglobals // a constant
	noSecret      = failure{41004, "appsecret missing"}                                           //nolint:gochecknoglobals // a constant
	noCode        = failure{41008, "missing code"}                                                //nolint:gochecknoglobals // a constant
	invalidGrant  = failure{40002, "invalid grant_type"}                                          //nolint:gochecknoglobals // a constant
	invalidAppID  = failure{40013, "invalid appid"}                                               //nolint:gochecknoglobals // a constant
	invalidCode   = failure{40029, "invalid code"}                                                //nolint:gochecknoglobals // a constant
	usedCode      = failure{40163, "code been used"}                                              //nolint:gochecknoglobals // a constant
	invalidSecret = failure{40125, "invalid appsecret"}                                           //nolint:gochecknoglobals // a constant
	tooOften      = failure{45011, "api minute-quota reach limit  mustslower  retry next minute"} //nolint:gochecknoglobals // a constant
)

// failureOf translates a failure of the house. An error that nobody named is systemBusy.
func failureOf(err error) failure {
	var already failure
	if errors.As(err, &already) {
		return already
	}
	for _, c := range []struct {
		is  *fault.Fault
		say failure
	}{
		{id.ErrMalformed, invalidAppID},
		{registry.ErrNoProgram, invalidAppID},
		{registry.ErrSecret, invalidSecret},
		{gateway.ErrCode, invalidCode},
		{gateway.ErrCodeUsed, usedCode},
		{httpd.ErrTooMany, tooOften},
	} {
		if errors.Is(err, c.is) {
			return c.say
		}
	}
	return systemBusy
}
