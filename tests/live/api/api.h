#ifndef API_H
#define API_H
struct event {
  int number;
  long wide;
};
#endif
