Component({ properties: { level: { type: Number, value: 1 } } })
