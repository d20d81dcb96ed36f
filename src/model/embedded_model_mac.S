// The built-in model as a read-only section of its own, at the begin of a page. CMDAI_MODEL_FILE is
// the path, in quotes.
        .section __TEXT,__cmdai_model
        .p2align 14
        .globl _cmdai_model_begin
_cmdai_model_begin:
        .incbin CMDAI_MODEL_FILE
        .globl _cmdai_model_end
_cmdai_model_end:
        .byte 0
