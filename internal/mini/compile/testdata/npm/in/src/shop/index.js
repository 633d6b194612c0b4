import near from 'near'; import date from 'date'; Page({ near, date })
