// What each area found: its name → rows of { title, ok, why }.
App({ found: {} })
