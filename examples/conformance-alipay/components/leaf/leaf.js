// A value in a template, for a test to look at: its owner keeps what `ref` gives it.
Component({ props: { name: '', value: undefined } })
