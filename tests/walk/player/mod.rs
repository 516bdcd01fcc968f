//! A player: people in a lockout, as data, who sit before the real program.
//!
//! It knows what each of them knows, how they would type it, and how to read a screen: which question stands there,
//! which numbers lie before which words. It refuses to know the order of the questions, the ids of steps and anything
//! else that is not on the screen, so that a changed order does not break it: what is asked is answered, from what the
//! person knows, and what the person does not know is answered with "no idea" in their own words. What comes out is
//! counted: answers and words to the first fitting door, to a text that can be sent, and to the end.

mod drive;
mod mind;
mod persona;
mod play;
mod screen;
mod table;
