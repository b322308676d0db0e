import "../styles/pages.css";
import "../styles/board.css";
import { EmbedView, openBoard } from "./board.tsx";

openBoard(EmbedView);
