import "../styles/pages.css";
import "../styles/board.css";
import { openBoard, ScreenView } from "./board.tsx";

openBoard(ScreenView);
