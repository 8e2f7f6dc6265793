// One member of every kind.
#ifndef WITNESS_H
#define WITNESS_H

#include "bootstrap.h"

enum colour { RED = 1, GREEN = 70000 };
typedef struct {
  unsigned char first : 3;
  unsigned char second : 5;
} pair_t;
struct every {
  signed char tiny;
  long number;
  unsigned long address_sized;
  void* pointer;
  short array[4];
  unsigned int low : 7;
  unsigned int straddles : 20;
  int negative : 9;
  unsigned long long wide : 40;
  _Bool flag : 1;
  _Bool truth;
  enum colour colour;
  pair_t pairs[2];
  union {
    unsigned int whole;
    unsigned char byte;
  };
  struct {
    char c;
    long l;
  } __attribute__((packed)) packed;
  unsigned __int128 huge;
  struct event event;
};

#endif
