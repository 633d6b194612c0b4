package source

// maxNesting is far above what people and bundlers write. esbuild's parser calls itself for every level, and a Go program
// whose stack is full ends at once: no fault that could be reported.
const maxNesting = 10_000

// TooDeep returns where a script is nested too deeply to be handed to a parser that calls itself, and whether it is. It
// counts brackets, also those in texts, and prefix operators in a row: an upper bound that no honest script comes near.
func TooDeep(text string) (offset int, deep bool) {
	depth, run := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '!', '~', '+', '-':
			run += 2
		case ' ', '\n', '\r', '\t':
			run++
		}
		if run--; run < 0 {
			run = 0
		}
		if depth+run > maxNesting {
			return i, true
		}
	}
	return 0, false
}
