package alipay

import (
	"errors"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/pay"
)

// failure is an answer that reports one. The codes and their texts are those of the public error codes of the documentation.
type failure struct {
	Code    string `json:"code"`
	Message string `json:"msg"`
	Sub     string `json:"sub_code"`
	Text    string `json:"sub_msg"`
}

// Error returns the code and what is wrong, for logs.
func (f failure) Error() string { return f.Code + " " + f.Sub + ": " + f.Text }

// with returns the failure with another text.
func (f failure) with(text string) failure {
	f.Text = text
	return f
}

func missing(name string) failure {
	return failure{"40001", "Missing Required Arguments", "isv.missing-" + name, "The parameter " + name + " is missing."}
}

func invalid(name, text string) failure {
	return failure{"40002", "Invalid Arguments", "isv." + name, text}
}

// refused is a failure of what was asked for itself.
func refused(sub, text string) failure {
	return failure{"40004", "Business Failed", "ACQ." + sub, text}
}

// Failures of the dialect itself.
//
//nolint:gochecknoglobals // named failures
var (
	errParam     = invalid("invalid-parameter", "A parameter is wrong.")
	errApp       = invalid("invalid-app-id", "There is no program of this app_id that a merchant takes money in.")
	errSign      = invalid("invalid-signature", "The signature does not fit: it is RSA2 over all parameters but sign, by the app's private key.")
	errFrequency = failure{"40005", "Call Limited", "isv.app-call-limited", "Too many requests. Please wait a moment."}
	errNoTrade   = refused("TRADE_NOT_EXIST", "There is no such trade.")
	errToken     = failure{"20001", "Insufficient Token Permissions", "aop.invalid-auth-token", "This auth_token is none of this app's."}
	errTokenOld  = failure{"20001", "Insufficient Token Permissions", "aop.auth-token-time-out", "The time of this auth_token is over."}
	errScope     = failure{"40006", "Insufficient Permissions", "isv.insufficient-user-permissions", "The person did not agree to this: ask for the scope auth_user."}
	errSystem    = failure{"20000", "Service Currently Unavailable", "isp.unknow-error", "Something went wrong on our side. Ask again with the same number."} // spelt as the vendor does
)

// failureOf translates a failure of the rooms below.
func failureOf(err error) failure {
	var own failure
	if errors.As(err, &own) {
		return own
	}
	if errors.Is(err, gateway.ErrCode) || errors.Is(err, gateway.ErrCodeUsed) {
		return invalid("code-invalid", "The code is unknown, too old, used, or another app's.")
	}
	text := fault.Of(err).Message()
	for _, row := range []struct {
		fault *fault.Fault
		sub   string
	}{
		{pay.ErrOrder, "INVALID_PARAMETER"},
		{pay.ErrAmount, "INVALID_PARAMETER"},
		{pay.ErrAppMismatch, "ACCESS_FORBIDDEN"},
		{pay.ErrTradeUsed, "CONTEXT_INCONSISTENT"},
		{pay.ErrOpenID, "INVALID_PARAMETER"},
		{pay.ErrOpenIDApp, "INVALID_PARAMETER"},
		{pay.ErrPaid, "TRADE_HAS_SUCCESS"},
		{pay.ErrClosed, "TRADE_HAS_CLOSE"},
		{pay.ErrBeingPaid, "TRADE_STATUS_ERROR"},
		{pay.ErrNotPaid, "TRADE_STATUS_ERROR"},
		{pay.ErrNoOrder, "TRADE_NOT_EXIST"},
		{pay.ErrRefund, "INVALID_PARAMETER"},
		{pay.ErrRefundUsed, "DISCORDANT_REPEAT_REQUEST"},
		{pay.ErrRefundOver, "REFUND_AMT_NOT_EQUAL_TOTAL"},
		{pay.ErrRefundsMany, "TRADE_NOT_ALLOW_REFUND"},
		{pay.ErrRefundClosed, "TRADE_NOT_ALLOW_REFUND"},
		{pay.ErrRefundShort, "SELLER_BALANCE_NOT_ENOUGH"},
		{pay.ErrRefundPayee, "BUYER_ENABLE_STATUS_FORBID"},
		{pay.ErrMerchantFrozen, "ACCESS_FORBIDDEN"},
		{pay.ErrMerchantClosed, "ACCESS_FORBIDDEN"},
		{pay.ErrPending, "SYSTEM_ERROR"},
	} {
		if errors.Is(err, row.fault) {
			return refused(row.sub, text)
		}
	}
	return errSystem
}
