// Never gets as far as Page().
for (let n = 0; ; n++) globalThis.n = n
