package wechatpay

import (
	"errors"
	"net/http"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/pay"
)

// failure is an answer that reports one.
type failure struct {
	status  int
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error returns the code and the message, for logs.
func (f failure) Error() string { return f.Code + ": " + f.Message }

// with returns the failure with another message.
func (f failure) with(message string) failure {
	f.Message = message
	return f
}

// Failures of the dialect itself.
//
//nolint:gochecknoglobals // named failures
var (
	errUnsigned   = failure{http.StatusUnauthorized, "SIGN_ERROR", "The Authorization header is not that of " + scheme + "."}
	errSign       = failure{http.StatusUnauthorized, "SIGN_ERROR", "The signature does not fit."}
	errParam      = failure{http.StatusBadRequest, "PARAM_ERROR", "A parameter is wrong."}
	errSerial     = failure{http.StatusBadRequest, "PARAM_ERROR", "平台证书序列号Wechatpay-Serial错误"} // in WeChat Pay's own words, which merchants look up
	errFrequency  = failure{http.StatusTooManyRequests, "FREQUENCY_LIMITED", "Too many requests. Please wait a moment."}
	errNoOrder    = failure{http.StatusNotFound, "ORDER_NOT_EXIST", "There is no such order."}
	errNoResource = failure{http.StatusNotFound, "RESOURCE_NOT_EXISTS", "There is no such order."}
	errSystem     = failure{http.StatusInternalServerError, "SYSTEM_ERROR", "Something went wrong on our side. Ask again with the same number."}
)

// failureOf translates a failure of the rooms below. The codes are those of the documentation of the three calls, which
// agree where two of them can fail alike.
func failureOf(err error) failure {
	var own failure
	if errors.As(err, &own) {
		return own
	}
	// These two come in WeChat's own words, which merchants look up.
	switch {
	case errors.Is(err, pay.ErrOpenID):
		return errParam.with("无效的openid")
	case errors.Is(err, pay.ErrOpenIDApp):
		return errParam.with("appid和openid不匹配")
	}
	message := fault.Of(err).Message()
	for _, row := range []struct {
		fault  *fault.Fault
		status int
		code   string
	}{
		{pay.ErrOrder, http.StatusBadRequest, "PARAM_ERROR"},
		{pay.ErrAppMismatch, http.StatusBadRequest, "APPID_MCHID_NOT_MATCH"},
		{pay.ErrTradeUsed, http.StatusForbidden, "OUT_TRADE_NO_USED"},
		{pay.ErrPaid, http.StatusBadRequest, "ORDERPAID"},
		{pay.ErrClosed, http.StatusBadRequest, "ORDER_CLOSED"},
		{pay.ErrBeingPaid, http.StatusForbidden, "TRADE_ERROR"},
		{pay.ErrNoOrder, http.StatusNotFound, "ORDER_NOT_EXIST"},
		{pay.ErrRefund, http.StatusBadRequest, "PARAM_ERROR"},
		{pay.ErrRefundUsed, http.StatusBadRequest, "INVALID_REQUEST"},
		{pay.ErrRefundTotal, http.StatusBadRequest, "INVALID_REQUEST"},
		{pay.ErrRefundOver, http.StatusBadRequest, "INVALID_REQUEST"},
		{pay.ErrRefundsMany, http.StatusBadRequest, "INVALID_REQUEST"},
		{pay.ErrNotPaid, http.StatusBadRequest, "INVALID_REQUEST"},
		{pay.ErrRefundShort, http.StatusForbidden, "NOT_ENOUGH"},
		{pay.ErrRefundClosed, http.StatusForbidden, "TRADE_ERROR"},
		{pay.ErrMerchantFrozen, http.StatusForbidden, "NO_AUTH"},
		{pay.ErrMerchantClosed, http.StatusForbidden, "NO_AUTH"},
		{pay.ErrRefundPayee, http.StatusForbidden, "USER_ACCOUNT_ABNORMAL"},
		{pay.ErrNoRefund, http.StatusNotFound, "RESOURCE_NOT_EXISTS"},
		{pay.ErrAmount, http.StatusBadRequest, "PARAM_ERROR"},
		{pay.ErrNoDeposit, http.StatusBadRequest, "INVALID_ORDER_STATE"},
		{pay.ErrDepositOver, http.StatusBadRequest, "INVALID_ORDER_STATE"},
		{pay.ErrDepositLate, http.StatusBadRequest, "INVALID_ORDER_STATE"},
		{pay.ErrDepositMore, http.StatusBadRequest, "INVALID_REQUEST"},
		{pay.ErrNoMerchant, http.StatusNotFound, "MCH_NOT_EXISTS"},
	} {
		if errors.Is(err, row.fault) {
			return failure{row.status, row.code, message}
		}
	}
	return errSystem
}
