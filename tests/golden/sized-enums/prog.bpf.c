// Enums of one, two and eight bytes, negative and sparse enumerators, in bit-fields.
#define SEC(name) __attribute__((section(name), used))
enum neg { NEG_A = -5, NEG_B = 100, NEG_C = 0x7fffffff };
enum big { BIG_A = 0x123456789abcdefULL, BIG_B = ~0ULL };
enum sbig { SBIG_A = -0x123456789abcdefLL, SBIG_B = 4 };
enum __attribute__((packed)) e1 { E1_A = -1, E1_B = 3 };
enum __attribute__((packed)) e2 { E2_A = 300 };
typedef enum { TE_A, TE_B = 1u << 31 } te_t;
struct enums {
	enum neg a;
	enum big b;
	enum sbig c;
	enum e1 d;
	enum e2 e;
	te_t f;
	enum neg bf : 20;
	enum e1 b1 : 3;
	te_t tf : 32;
	enum big bb : 40;
} e SEC(".data");
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int prog(void *ctx) { return 0; }
