import { greet } from './lib/greet';

App({
  onLaunch() {
    greet(my.getSystemInfoSync());
  },
});
