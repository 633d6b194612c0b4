Page({ onShow() { this.getTabBar().choose(1) } })
