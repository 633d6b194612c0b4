App<{ started: boolean }>({ started: true })
