import kit from 'tea-kit';

Page({
  data: { teas: [], open: true },
  onLoad() {
    my.httpRequest({ url: 'https://tea.example/menu', success: r => this.setData({ teas: r.data }) });
  },
  choose(event) {
    kit.note(event.currentTarget.dataset.teaId);
  },
});
