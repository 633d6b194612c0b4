package chat

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	fileNameTaken = 1024 // bytes of a name as it is sent
	fileNameMax   = 200  // bytes of one as it is kept: file systems take 255
	fileEndingMax = 20   // bytes, with its dot, that are kept when a name is shortened
)

// cleanName makes of what a stranger calls a file a name that can be shown beside others and saved by any system: without folders, in one
// line, without what nobody sees or what turns the letters around it (report<U+202E>fdp.exe), without what Windows refuses or reads
// differently. The ending, by which people judge it, stays.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "_")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d': // Persian words and families of emoji are written with them
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, norm.NFC.String(name))
	// A row of spaces hides the ending behind the edge of the screen.
	name = strings.Join(strings.Fields(name), " ")
	name = strings.TrimRight(strings.TrimLeft(name, ". "), ". ")
	if strings.Trim(name, "\u200c\u200d") == "" {
		return "file"
	}
	stem, _, _ := strings.Cut(name, ".")
	if slices.Contains(windowsDevices, strings.ToUpper(strings.TrimSpace(stem))) {
		name = "_" + name
	}
	return shorten(name)
}

// windowsDevices are names that are no files there, whatever their ending.
var windowsDevices = []string{ //nolint:gochecknoglobals // a constant list
	"CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
	"LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
}

// shorten cuts a name before its ending.
func shorten(name string) string {
	if len(name) <= fileNameMax {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > fileEndingMax {
		ending = ""
	}
	const gap = "…"
	stem := name[:fileNameMax-len(ending)-len(gap)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return strings.TrimRight(stem, ". ") + gap + ending
}

// FileKind is what a file's name says that it is. It chooses a sign and nothing else: nobody looked into the file.
type FileKind string

// kinds are the endings of each kind.
var kinds = map[FileKind][]string{ //nolint:gochecknoglobals // a constant table
	"document": {"doc", "docx", "odt", "rtf", "pages", "wps", "epub"},
	"sheet":    {"xls", "xlsx", "xlsm", "ods", "csv", "tsv", "numbers", "et"},
	"slides":   {"ppt", "pptx", "odp", "key", "dps"},
	"pdf":      {"pdf"},
	"text":     {"txt", "md", "log", "json", "xml", "yaml", "yml", "html", "htm", "css", "go", "ts", "c", "h", "cpp", "java", "rs", "sql"},
	"archive":  {"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "zst", "iso", "dmg"},
	"audio":    {"mp3", "m4a", "wav", "flac", "ogg", "opus", "aac", "wma", "mid"},
	"video":    {"mp4", "mov", "mkv", "webm", "avi", "m4v", "wmv", "mpg", "mpeg"},
	"image":    {"jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "avif", "bmp", "tif", "tiff", "svg", "psd", "ai", "raw", "dng"},
	"program": {
		"exe", "msi", "bat", "cmd", "com", "scr", "pif", "ps1", "vbs", "vbe", "js", "mjs", "jse", "wsf", "wsh", "hta", "lnk", "reg", "jar", "apk", "ipa",
		"app", "pkg", "deb", "rpm", "sh", "bash", "run", "bin", "py", "rb", "pl", "php", "dll", "cpl", "msc", "appimage", "command", "desktop", "url",
	},
}

func kindOf(name string) FileKind {
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	for kind, endings := range kinds {
		if slices.Contains(endings, ending) {
			return kind
		}
	}
	return "other"
}
