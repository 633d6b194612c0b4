Component({
  props: { title: '', onCardTap() {} },
  data: { note: 'new' },
  methods: {
    tapped(event) {
      this.props.onCardTap(event);
    },
  },
});
