// Keeps what it is given, for whoever asks what a template gave.
Component({ properties: { value: null, name: String } })
