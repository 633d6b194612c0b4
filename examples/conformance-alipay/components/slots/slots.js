Component({ props: { rows: [] } })
