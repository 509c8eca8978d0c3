// What every page of somebody signed in has in its frame, in one file.
import "./search";
import "./bell";
import "./menu";
