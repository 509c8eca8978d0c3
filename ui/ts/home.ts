// Where people begin: the time left, and their reports' stages.
import "./clock";
import "./stage";
