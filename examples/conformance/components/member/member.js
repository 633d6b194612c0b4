Component({ properties: { name: String }, relations: { '../family/family': { type: 'parent' } } })
