// A book's cover, drawn: its colour, title and author.
Component({
  props: { book: {}, size: 'small' },
})
