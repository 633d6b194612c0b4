// Package compat says what of the documented platform of WeChat's mini programs works here: elements.json for the built-ins,
// wx.json for the members of wx, my.json for those of Alipay's my. tools/compat writes them out of the registries that the runtime itself goes by, and a test
// holds them to it, so that a report made of them says what is so.
//
// A state is "works", "ignored" (taken without effect) or "refused" (it exists, and fails in the vendor's form). A built-in that
// is not in elements.json is not drawn. Beside the lists is what the tests found of each (tested-*.json); docs/compatibility.md is
// written of both.
package compat

import _ "embed"

// Elements is {"everywhere": …, "builtIns": {name: {"properties": {name: {"type", "default", "state", "why"}}, "events": {name:
// state}, "methods": {name: state}, "values": {property: {value: state}}}}}; names of properties are written with dashes,
// and "why" says why one is ignored.
//
//go:embed elements.json
var Elements []byte

// WX is {"typings": version, "members": {name: {"kind", "state", "options": {name: state}, "answer": {name: state}, "methods":
// {name: state}}}}; kind is "call", "function", "event" or "value"; the methods are those of what the member makes.
//
//go:embed wx.json
var WX []byte

// MY is {"members": {name: {"kind", "state", "of", "differs", "options": {name: state}}}}; the options are those that the runtime reads, of a
// member that takes any. The methods of "ap" are members too. "of" is the member of wx that does its work, if that is called otherwise;
// "differs" says that one of the same name takes or gives something else in wx.
//
//go:embed my.json
var MY []byte
