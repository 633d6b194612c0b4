exports.price = (n) => n * 2
