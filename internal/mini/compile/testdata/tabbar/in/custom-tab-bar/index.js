Component({ data: { chosen: 0 } })
