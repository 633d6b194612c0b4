App({ said: null })
