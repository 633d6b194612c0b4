package compile

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// AppManifest is what a package says of its program: the type of the same name in web/protocol/manifest.ts.
type AppManifest struct {
	Dialect     string             `json:"dialect"` // "wechat" or "alipay"
	Name        string             `json:"name"`
	Color       string             `json:"color"`          // "#rrggbb"
	Logo        string             `json:"logo,omitempty"` // package path
	Description string             `json:"description,omitempty"`
	Version     string             `json:"version,omitempty"`
	Entry       string             `json:"entry"` // route of the first page
	Pages       Pages              `json:"pages"`
	Window      WindowConfig       `json:"window"`
	TabBar      *TabBar            `json:"tabBar,omitempty"`
	Chunks      map[string]Chunk   `json:"chunks"`            // "main" and the roots of sub-packages
	Preload     map[string]Preload `json:"preload,omitempty"` // by page: what is fetched while it is looked at
	Worker      *WorkerCode        `json:"worker,omitempty"`
	DarkMode    bool               `json:"darkmode,omitempty"`
	Style       string             `json:"style,omitempty"` // "v2": the newer look of the built-ins
	// Component2 is false of a program of Alipay's whose components have no onInit and no deriveDataFromProps.
	Component2 *bool    `json:"component2,omitempty"`
	Elements   []string `json:"elements"`          // built-in tags used anywhere, sorted
	APIs       []string `json:"apis"`              // members of wx, or my, used anywhere, sorted
	Domains    []string `json:"domains,omitempty"` // origins that the program may ask, as superette.json lists them
	// BusinessDomains are the origins whose pages a <web-view> may show.
	BusinessDomains []string `json:"businessDomains,omitempty"`
}

// Page of a program.
type Page struct {
	Route  string       `json:"-"`
	Chunk  string       `json:"chunk"`
	Styles []string     `json:"styles"`          // keys of style sheets in the order in which they apply
	Window WindowConfig `json:"window"`          // the app's and the page's, merged
	Needs  []string     `json:"needs,omitempty"` // other sub-packages whose components it shows
	// Dark comes in place of Window on a dark phone, where theme.json has other values for it.
	Dark *WindowConfig `json:"dark,omitempty"`
}

// Preload names the sub-packages that are fetched while a page is looked at.
type Preload struct {
	Chunks  []string `json:"chunks"`
	Network string   `json:"network"` // "all", or "wifi": not where every byte is paid for
}

// Pages in the order of app.json. In JSON they are an object by route, in the same order.
type Pages []Page

// MarshalJSON writes an object by route.
func (p Pages) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, page := range p {
		if i > 0 {
			out.WriteByte(',')
		}
		route, err := json.Marshal(page.Route)
		if err != nil {
			return nil, fmt.Errorf("compile: manifest of %s: %w", page.Route, err)
		}
		body, err := json.Marshal(page)
		if err != nil {
			return nil, fmt.Errorf("compile: manifest of %s: %w", page.Route, err)
		}
		out.Write(route)
		out.WriteByte(':')
		out.Write(body)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// UnmarshalJSON reads an object by route, keeping its order.
func (p *Pages) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return fmt.Errorf("compile: pages of a manifest: %w", err)
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return fmt.Errorf("compile: pages of a manifest: %w", err)
		}
		var page Page
		if err := decoder.Decode(&page); err != nil {
			return fmt.Errorf("compile: page %v of a manifest: %w", key, err)
		}
		route, ok := key.(string)
		if !ok {
			return fmt.Errorf("compile: pages of a manifest: %v is no route", key)
		}
		page.Route = route
		*p = append(*p, page)
	}
	return nil
}

// Chunk is the main package or a sub-package.
type Chunk struct {
	JS          string `json:"js"` // paths in the package
	Map         string `json:"map,omitempty"`
	Styles      string `json:"styles"`
	Root        string `json:"root"` // "" for main
	Independent bool   `json:"independent,omitempty"`
}

// WorkerCode is what wx.createWorker runs.
type WorkerCode struct {
	Root string `json:"root"` // the scripts' folder, with a slash at its end
	JS   string `json:"js"`   // paths in the package
	Map  string `json:"map,omitempty"`
}

// WindowConfig holds the members of `window` and of a page's JSON that we know. nil and "" are absent.
type WindowConfig struct {
	NavigationBarTitleText       *string `json:"navigationBarTitleText,omitempty"`
	NavigationBarBackgroundColor string  `json:"navigationBarBackgroundColor,omitempty"`
	NavigationBarTextStyle       string  `json:"navigationBarTextStyle,omitempty"`
	NavigationStyle              string  `json:"navigationStyle,omitempty"`
	BackgroundColor              string  `json:"backgroundColor,omitempty"`
	BackgroundTextStyle          string  `json:"backgroundTextStyle,omitempty"`
	EnablePullDownRefresh        *bool   `json:"enablePullDownRefresh,omitempty"`
	OnReachBottomDistance        *int    `json:"onReachBottomDistance,omitempty"` // px
	DisableScroll                *bool   `json:"disableScroll,omitempty"`
	PageOrientation              string  `json:"pageOrientation,omitempty"`
	OptionIcon                   string  `json:"optionIcon,omitempty"` // an address, a file of the package or base64
}

// TabBar of a program.
type TabBar struct {
	Color           string    `json:"color"`
	SelectedColor   string    `json:"selectedColor"`
	BackgroundColor string    `json:"backgroundColor"`
	BorderStyle     string    `json:"borderStyle,omitempty"`
	Custom          bool      `json:"custom,omitempty"`
	List            []TabItem `json:"list"`
	// Dark comes in its place on a dark phone, where theme.json has other values for it.
	Dark *TabBar `json:"dark,omitempty"`
}

// TabItem is one tab.
type TabItem struct {
	PagePath         string `json:"pagePath"`
	Text             string `json:"text"`
	IconPath         string `json:"iconPath,omitempty"` // package paths
	SelectedIconPath string `json:"selectedIconPath,omitempty"`
}
