// A kernel of 3×3 over a photograph: its window is dragged, its weights are typed, its map fills in.

const FOCUS = "#D55E00";
const DOT = 5; // pixels of the canvas to one of the picture
const [COLUMNS, ROWS] = [96, 72];
const SHARES = [0.299, 0.587, 0.114]; // of red, green and blue in the brightness
const NAMES = ["red", "green", "blue"];
const LIGHT = NAMES.map((name) => `var(--${name})`);
const [BLUE, ORANGE] = [[0, 88, 138], [176, 106, 0]]; // of negative and positive numbers in a map
const PRESETS = {
  edges: { kernel: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] },
  blur: { kernel: [[1, 1, 1], [1, 1, 1], [1, 1, 1]] },
  sharpen: { kernel: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]] },
  orange: { kernel: [[1, 1, 1], [1, 1, 1], [1, 1, 1]], channel: "colour", factors: [1, 0, -1], bias: -51, relu: true },
};
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const PHOTOGRAPH = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAGAAAABICAIAAACGBWc0AAAuPElEQVR42pW8aZBk2XUeds659625V2Wt3V29z/RMYxZgBoOF2CiABCGCIAnAXGRIFh2yvIeDjjDtcCj8g6FQ0CH9sGg5ZIYEkaAoUoQFgAIIkVgG2wAz4GAwa0/39HRPr9W1V+5vv/cc/3iZWdnVDcrOzujIynrvvnvPPct3vnNu4Vde3ENERAQWAEFEAAQARAQAIITyJTD+hAA4uUAEAVBAiASEiEAERQSgHFNExuOUt04+T39V/j97zfgytNNpjAeR8skICIAymcJ0eoKz0x7fx/dOgwCICADu+2ih8QcFiIAiomksAkEERJpOEg6/xqsGBIGpjKZXyqEVTh88ndzsREXkkMjuepLAoa8RUUDKhyCggJTPLce53yDj5R8eZEZS5Y+HbldTNZBybahnBIIwefChZZSXTncDEKhc83jWOLn3YKzZe6cDToedleC9KiYCU0WeXRhOPguMr5BSdxChVLGJ+ogI0V0KO/uUQ3t21/R4/CsCKEfVCFw+S4CmW1cqJwAAl8pcPgOmSgs82c3xP0FAZAGR0iqnz77Ptv4E6UwkDihwoDBAAkCCSAIgIoLjB8rsbsxqvQiXU53aoJSuYOweShHfX/tmN7J86cm84ZDijU1yYq6HtwLvXfbYCO9V6ftO4pDgDhQYQRAACIUBEcCOTU7GJi0ydiIwEc09A5beDWb9Dt7Xpko3Oh3tflLTikgmAjgkv4meC80Mwcx094jTH/F+ynJIh6dbOjvI5LOAMFLph8deV4SEGAEEHZGMUBGgANDUKc44u9lH3OVxiPAeQyMab8VUyijT2AKE4+3QPIlPNHG1Y7cigoSHvO9P0sn72tGs0h3aGZzxWdPPpdkcuBtGo+3mxiU72G36/sr8AleOJKQVA4AwHtqPSSQprUHufu5EWWb8GoBM/NfM7uJMQBxrEIlMVkWAAMAAIKVGA5aihP8/r0MbdaDnRCClUyunbie/PZjQVL8YJQ/wT/6Pf7TxytNHa267pp98oL384LuDt3+moIagLT3xjBVPLGjiyyeAZByMUO4OEXDgKMYueOzdpl+MNZRmvPqBJyIkQkREQpqNaLN+914f/NdIasa1HcSpez3i9BsCqKBsXnpJRbFJ8jTJ9vaHoys/NN07JIYYJpDtr4sAM1O5j+GXr0PhAifrnd5C05UgIrNFFBABAYIDb13q6T0eF2d8yqye46F5iUx/Bfj/QR1FRATQqOUjRxl5lMba0RXCgkLXq1nRFsewY7ptM1O9n08Q+OtDh8hP3G89+0PpLCfQEQhQwCLCbIybeZIATnwlAAioccjjcvaMFoHH6HfsDcub6G7QJHf9iIICQmIybB892r2MUUp7O731qttqga0sE7AgkoiIqBKzTPz9eJF3Y9QZyCiT8D+r4ALjcbAMQeWALCIohDj11n+N7eC9b5Fp9KRDsHsyGZmNsCXEh8k8SiACwAB8GFJKGVsUEp97x/vjTAVOoUkaYsKjjxt0WBUkKAizcfA/Yuk/QU/vTRvwHl3QNLmCp+o3DrRQAtbZfbhvnJoCxrv27b5zBSBCltLUbWkf47BKeLcRWkNUaVaePLP88Z86p7zAKfreuUdiFgO+gCn17BAc/QmiuD8mPAB3dwvoLpQEoA8nLYgogsJApVSmqeqBouFd+HWSp4191sG2HFwzRhYlXh+DWJoOhSBjBI0iE/AGEA87b37t/149UT16fmHlzGlGR6r+1d5OVLRLXHxfhDGrVogTwC0gILNRDADoLgw1lhIDT92WCCOSnjhtFJRJ2goTVw52jFDu8uz3bogIA8rdUUkmuGMcRceOaozIBHgc+KfsQBkdCEAQjMizLzy9fvnmjxJzq/dia+HKylxw7oETJ9/2kRiajOq+4OOwyGS8swJyb16GUxw8SeJl1htOgJqeylVBaRgiAEj3eep0f2a+sSUYGG97ORQCHmQOU15iihLsJCLosboAC4+5BE1Ufu4Oe1/8g99z+0NE4+XYf7OjCvvIA3vHnr/99k/8lltfkPsyDjMGPvHKeDfSwbu1HricKNoyvxvjnrE3oDKKyQRf8Sx/cS/ZMbnzXpsf49cx1hrPhMuk6SDvLeU1jWpjMFxKZkaKCACwMN9c8KoDDxoBnjt9ImMxRfzecw9d3tqu1poZ3D+wjrdQxj4BDpDz/UO4gMg0boJFoKkPOYjsCIJYht8J/sH7Qj5BEgArwiI80Y6pGTOWjl6YAKhcKZb0AE09L04gaEkmAAogA87wDwIgKECZkYH2DErh6uHcwg3hTXavFsnZR87nYi0iAvLE0qc4aOyzRWjCV0wxxGHmTMp8RQBZykeKQiACGb+FSZhACA8xeRNGaAzFJlESy60WAEASRAEqoz0LsJRSVQc4dEo9IgqoUiIySQ0PxR0RKvMwGYs9kez3/u1nWbkJqaXVVduqdERvJvSlF65vgd7YumolE0FVelURZBnnUOUuw734+B52BUHuRoclQpYZRFt+0jJRQKTZUDZxIjh2tkpKFgZKalVmsjscO/i7E7+xLk7pyrs28N4AhIACzKgyyL/z8tNX33op3t700vRtp9fyLK9u7N+JBrtd/vIPXj5y+da73vuRRx96twYNLCX9Os3IJtFQDtF+980/EGYz1fuDBJpYGqIAsJTYDYQBLKIoYc2smQGYwQoykiBYQiYUJEElQJZQCBBKwoyFABWiQkFgIkEYD0uA5Ru43O3SpqjUd82YSPLSK9++ffPVsxV6ombP1WHt7NHlvPtLy8MPOsVqBa+9fHG/N/zc7//LVy8+X0CqEIGQxmEWJ3t7Vw40Dvxjc2aYPJgASIAYqOToJqj1UNZCsznqNC2GGQJ4EhixdOylZ4VD6jkN5HJX+JyweXgvxzyxNVEohGiQ9m36wvNfu/Lyc6vp8BePteYDWT6yArXKWg2rjn7HseAs7FWF33j2xVPt9h/9yWd/+MJ3C0x5nPgKYhnVS+MQREBCJIGx9+TZ4F8uT2Z43Z/E/9JsmLoPc3h3EgBT5Dhmz6TUhZLzQyxJgLuixn3Z1Ynaj0FKDnY33v7+a1+9fPnVBSXvCuztS1dSi6d/+t0rNuq8+qqV1Ang5x8/8/6jlUagrr/66trSwrPf+PMvff73cxlaNoRS+rky2iCVO8yIU9HgfZH9AY77CRCcyuGmq5qYrcyIrAzPMmH6eKYKcj96YazDfJANTgDR+CkIE9IfBSAHe717/a9e+Or+9sb5Kv/KA/PHFuqYF/P1Vn1hvnPhDVToea4vqGTw3jk5FZIovvzCKxS6F1/48f/1u/94f7jNLMAl/uJ7aYNyFQiCICRAAkrKlXD5FgQGYZAZ5ozL72gyaUE8SIgm6BomFnc3AD2wGZm9shxnDE0ndaHJjWWKy4BCIlqErBKxu9HO9y9++/tPf0E2dt+R7f38qq5A3y2ySHjlvU8mohzMF5cb5DUjEXIDi7WPrsgS2jSOrj33KrgQr9/6F//0d56//MMMEgYBVofpgTFm5NIxoMAMdSo4fgOUygcMpWgm6qL+7n/7WzALvMuMAQEJJymGkKKJsGCsSgRTOm1C43JpX9OARQQyxkfjh5eYHlFyNF0cXrz+6vMvf69/+9Ii2F9bhscaqsKFcrA/6L01co+98/EFY7LrF7Df7w0MZSNyAqCcwDmx3GoQ7aT5/lYnmGv4c7Xvffs7adw/enzNc/0J8jrwrISgEFGESpQi45CsgKeLIjxQiHIFY8X/zus7h1LvMgOYhsCxj50W82aqBQclHrAM09oGEYgIICmQGe5PkECs2Lworu7fuPTmc7v7g2WMf8oNzlT3FwJHKdgtqN+Jr+0P+fhjDx2bf/Frf9G2kdVeFYpUuTLoi1tNjAFiMvrlm/vf2hkOMPCC8MTbHrb9PUOVX//1Xz9z/p0BeWPsRigCBDyLYaZJ8iQnkUnF9ABVHpQAvndh5z+a9R3CoFPEdADtERgBBBSIQEljWUQ9LkMLMoG1hUG4tvXGtTf/yivy0WhwJE9/5li1pXOAyCWvMNFX1qHWPgIUtFYX081179IzoGvpqAuWIwvAWPX1MLHgNLS2RREnAN+81P3RCDyszJ1srzQaSX977eG3f+ATn35o4WTBIjbxdKiRSFGZKDNxmU/IFC/OwP17oy1+78J26cUQ6SfJ6HCVfVrBHFdE0AIjEHLpY4wWUqgMsQKXwTDK0ETXNq7cvPZG7+aNJujjQfaJExIC50KoCsrzkXHXE/OFFzYee+o9dqE571Hnm18PzchnMEQO51KZc6go0gxJJ8zMStgREyVJ8vqQXuiavdioSvXo8opTDewoOf/udzz40CMXnv/RJz/xS/Nzq0L6gNOE2cI+HoBenF3jJKB/78LWhBIrZXRX9flQsWFcRyzVUmCCsRgFLLPVsNXdu3rxufc++C63vazEZqC2uusbWzd//PqLvidemj3q4E+vOnXuux6SGBEA7VJWvNjLvrVdsYzLTXducT66eGExHXgeWiRhMGkUFxTnWd0PlOJCXN9T2iYZha6SKC2295NntrL1LBEIjgVO3Kq7KthHb7S/8eTDb/vN//F/E6XHIBBRKVXu7iQrownckYNoPkma9AEiGmfiPBEoici0tWG2ACUiNHY1pdtHEesKP3flte7z38ZG2DFRund1Y2dj/Y03RunoAVc/VnceIdMMRw/N+2xjIhTJCUApn0GLx8+/GWdAj773kXmb2Ts3adglLBLwWES0x6re9HVNsfR7bISU5KMsJ+2GkGWMbFdX2p+aT7c66bPb0e1oKMNoLqjv5nHCGMXxn3/ti2urx0+dOtnLzFxYDWsNRJrgFRQSBKOQ7m89z1zYGENyBETkmeKaiBASzHRwECGDIGBmCilypRxgm7G4ZFUBTnv+2X/zTxahdzmJq9Wjl0dZox6eU/EjFWh7/dVAsd8EyYgzzAXdQIvJlY3Y+w9XBn/5+v6H/8Z73nzrxvJqS23enlPgjYZV5YrKJcozYx1ii0orRQooEeu5seS6EMd10hyiOK81KsokmXAnhxeu7r8WpZaclLwjS/MmLyq11uqRo7t73b/xwQ986Gd/QaFm4DRPPM9DAVKKDvompszLhJOWadWh1LpxnYIn0e6AdZ1YFgzN8OIPv7Mw39auk+RFaNMA82C32lps/GC9u6LrlG79d6fbnt1brhgnQC21gtHFBETnqhbXg8jaHRXsmMozFze+/K++wcQSVOZs/uPbm821k+AGxhuGyA6KbmIVOB50q4SodJ6kdU+Tp9GAEyiU3A201GCjN1S+H4JTc+WR841qZ9QrzEYCaSGD7nCYFxu7e3mcnF6bf+mVpXNve9RzvM9+7rOPP/n29zz+BFgXlaJpCi8yqcYCPvvanVmGcdwBJBOqUtG0Fj3tOUHUNzavf+3PPnd0aWEIHDo6z4ob/Y21ueqp0DmqBk8ebdpUxPVT19W6uQ6+EAxZeuAWogtUPSSXYNCPn/3S1y8//c0aqdvxaO3hB/Zu3Tm9tLS8tgS1mttqd1NTqXhWU7XaECO6sI1KZae/HyhdKMhYfNHaUYiWCwvGJlw4hJrcQiwbNiCDQaw0prnpbu5jkUJi2msr4FUHw+yd73z8jbeuRKPR+9/5rt/41d8wLFopmXrvMq8i1Hh3mQ/v6kQRYp7qz1jRBAuTYyN4/dq1tVa9cmQuZ9Oszj1RP7XsOEcazUvD0b7loBn2UAsYX7hvCmLAvChGadbbYyvXtzY23rx97cUXKUtQ6y5gEFSFJWw037i9dWtzf2muFtSqzXZ7qHSSFXtEjut5gbsBqB2duF5W5J7vDwurXZc0eqKU56WpSa1Nso7nOWmaMEGy18+zwimKuSRJ45Fptnau3Hjfu87GxeD5576tyWvW5v7ef/qZzb2d0A8cR3vaFwFrmJQiVAiAP7yw/pParSaE/YHECFEQGOWf/LN//NbLL+xu3lxuNz/w0Z+dP7Gq69UURWlqWmc/GcXRYLg9HHb7+9s7WT8pkiiP4qQ/ikc9RkRQhc0UQC/P2SIZq7QijY16pbM/KgrDChyi0PdAbC1wUGnluOhopbSDmoUJiFzlaM+rVIBtEo2MiOM42tW+64KFQRQra7QRcB1HwXq33z6xtv7atYVW+PDZ45/+yPlwb/3S7d7zPelUls+ePrvUmG+355dWV1zXjZLs/LnzBAoA8LnXbs+yWdOGwJLpkAOGH6ffKCsDSP/P3/2d737xy4ErytOAFFQC33VRKM3TPI5sapWDeV6Q0gogTjKldIZis4wBTVEAUL3uxXHmkA6qPiCxJVJSWGSwYqwmRQBZmgYBiYVhJo7WXOSswClLRQpd7TACiSiiAsTVsliv7w5SBgKlCDjLLEt+cmV+kJJ2dJIkeRK/89zJWru99p6nVpukiNf78vLVOyYpsqRQomqhJ5b/4T/4bdf1AFDfy06WaRMKAoLFA+Z0XJlByNA+/e1vzYeVoshyUzTcxqCzX2Rhv+A8N0IobD3PYcO9YeLqAIQ930uyHECU1iYvXM/Lc8lzS0rlAgELg02KXDNY8hSI7ylSpC1YdgyCq5VfpoQOCqFLKs+NRXSUzozVSvmBn/b6DG4/trYAclApBRZ8RwE6C4sr+XZnb2urEoRevXHlzvY5gZ3vPtNt1t3jx9wjqw8/fl4Eu1Ey2u0aSVf8WhA4xogiUH//v/nNMtFGGRMCExYVZr+BKS8NoESeufjDV176UdrZd3w/irJ6tZoXhQViVOVNxgqREkbXcQHQijAwIjEzASNqF1XB4mklRNYa33WsNS4pFh2AKNQOyUp7bjBK6rVKu1JJTdpqNqpaFWwbjTBUkgs3GiGJsQQt3yuk0Mr1PGWMcRylCP1akOXxUrtBRMpRRZELYxIlucjWcLTZi9IotVsbld4o3dwkMK3AT4t4zsD6xWuXblx75xNPEKImOehkmpDTk3g/ZtrH/V7jMqDA7f6u6faM4sB3O1GaZ9nIZs35ljUwSmLLBlGJBRTQjitilBAgk1KoCSxVw8pglLdCNbKiRDzyESVAPdcMjx9d2htBqGkQo3ajgPD4kaOB50k6OjLXRNCBIkFdIcfxSBDng8Ci6oC0K1VmHDCuNCu3ix4qKIocMn1yadWYNDdma3vf84Ic2Xcda1gsJoP0yrB/XesXb2wfW15sXF9fPLqaFPni2ul/+I9+x3NCJAWAeoYkxLHmCCMyACKVVRwAFqJxHVlItcOK7A+r/aJTImoQRZSMIuU4nuP5LqSpKoqhGN9TkrGjdRH4roekdCXwXCXpfK3ludISHXgukFvzwyBQVRV94H1nL9/eKbI0Y33u5OrVdWd3J59f9HxjK1WvM3KPL6i3thMNPWPAJWul1qqpTmRD4e0kBeuOotHakaOdfmfQS8488Oho1OkPe1udka8oixOnEoK1jBaVg65TVYEAGuDtvf09tre2dv+TX/2VX/+7/7UhRTxu+cYfvXKDiMa++aBrfNyGNe48m3avTduAAUTM1ubGv/mjz33ra1+1JjGWDYNYfPzsERU01je32pW5oBowG98L6p7UfLVroObXCAwob7G+Exdes1F//Y3dxaUwLZbBjlBHoRd39/J2u716rNGPcGt31F6wFVn1/JylvTTvXdlLHlnLu8PR4lzr4h371LHaG1tqbWG0sWHj6GZn6K6tzQc6/9Jf/PA3fvVDcdpx4Oit9byzv72xs3tzey+KB6TrBRTGGCRylSw2mwXAL3/yVz78Mx+rzS9aVEp4AmsQf/TK9btbGg46fqb9VZO+mxmKHsvSBGbCn//Xv//ayy9cunhx2Nt3wP6tX37Pxu5gEOGp5RNbceJTEnhZteoI+9uRQlfH+9EwzhwZRXGWRvnKmdMb16/CMCJr0XHn6vXQEmgbpbmncWN/+Pjbz492e6O4Z9DzbIZBI2dUnq8RFSkBbvh6RJSInDo539mLtBSey5v7aSuURx57ZHnhbRSuL7VqUVd6fb3d2bl2805vmF+68majWnniHY89eP5tP/fxT4kXCKlyvePirAAR4QuvXj/o+gRkFiKY5LQCRIdqTJPC8eRLxDhJtjbvfPebfzGM4me/+62HH1re292NR+CCW23VLMe7dzrCJHnEYH1Q6GivXg8B3XpdI27evO5QyBytve3xjRvXYRiv1htr509X185ceuEHt65tHJtveQG+62Of6gyGrlLXL11cOb6WF4XN4/Vr11bOPGgLe+36NdPbIguLzTldC7LCdnd389w+/tiDdzZ3wqXGqXMPoMOrJx6qB5rije1O9urlzgMnmx/71H8PQWjLPqwxpT1tZQFE1AeZuoxpRJRplQnLjqtDlRw8OCsgKFjz/dqps0f+s9WXLrz8+qs/2N2P090cTFGZ97LB/qjTr2l3/tjS4soxLwyj4WhuaWmY5HF3b+HIidGwf/vGuuIMSVWrDdZaswU2yEWGjqMRrJUi96q13ShqHz+6u7ntNxvYnFtq1Ef9USuzi6dPu+BGbO7sboAQ2GLpzDsK1Otf/6rDqtlYunVjfRkq/r6J4t3LFzet76YSN1fXji0tKZ1TEJqSSQcZ97fM9MOKCOGUDhFGsYQ8i6VpUk0+KDpxyXUzCqOUZDiCsOdXTpw5g6GT9YZkRJliefVIY/EYsStivbDWWjk6SvN4OHI9P8syLmIvcIQzEluy5opIl10VFpT2KkEo6IAVh4GsrQeBMTYMa5a5EnrIVhwUkSAIQWtXuWBFLHukHdS+GyrDDssoSkKlxOLcw4/PHTtTWT1y5MRa5/pucmn9xl/98PbV7mgUgVgSIRGyglbQyrS2TmUUO9Q6J5NaxbjDXe4qJU4qAnSQszELgrJ5Lai5ftukA2YrSMCoSJTNyFEAZIx1PT/3vEKk3mpmNh3GI8/zBQit0Yp2Nm9KngqYQtnh5nY6eCZIUhQFiEWebL32ikXreS4N+sPrSoxo18NRr3/9iiJlBzukleTGU0qG/czNHJdsbtuVYMuKoHErKtXVbNQ7fvpBD91Gs7l7ZfPJ1eN+4CuZpgxjvcGD5HzcglfWRcZnoXBaQT98GGLM206YbpmwA1xWOerae+LJd33/yhWyhtEoAgdUScVS1tu+/nqeZdlgcGH9rSiOMcszYCisMiKksiS/dfWKVgGD0oY2dzqq2DSkfB8BoNtLhq9e1MpFRSyyc2NbESEp7agrm3sKgIArFER2GDNnb1211oR+I066NeGjC6vausXeljJ5s92shSFpYJsTkMlTZAEqw3KJ/mRycmVMYmiYFEaxzEUPkvoJAXRPGbJkuMvq87gpXlCLNcxWO2ilYPGQLr30I0OKRLIc3rx8rWymoHIAVCxGMRpEBHYAMgF2q5VHH05Ebm/u+Svtla2ho9hmaVn0s0jMLMhqUixhaxi1Qm2tKEUUVG2vb1JTeI6IFmUf+uBTrWY9Wpzjre31W7dXmGsEu5cuLMy1pJBqEEqW0+Rcy5T8mmSj444RLWPivaysj9thhHly0bhhn8YNN1Iew0FhARBSbK0g9pJhsr977OipxNqiFg4F3FFMxAjWUQpACWrQjmhtiKyAKOUonRIo7Wjt5Ir8IGAolubnbkdJv90svLA4v5xFues4hUujIhNATZqZFaIVVqhIKWYBEIdFEwNQ+PCDeyJozJnTx+q2eGtrM4qGgt6R5fbTTz/72x//QCtNU87Prh3dzfPqYw+td0Y0buRiY4zjOHeV1hEQUCsrIiWPcbhvdOydRRCQEahsLgWwiL5ggcJiEejrF57/sz/9/Gfe8/5as9Xrd/cYrVPBxXl2HNfVrHQhxjAKW0CxIlakYAldN88L0E4yipHwkbmF9hE/M5Fu1JoIOVK3n8SARXfPAlTn2oU12ic7KgzbcL6SJyDDolrF3ABaDj01TI1DUGnU2+3KjagQKxg0f7hx5/ql12riJjZ91muce+jBRc+pxond6VZrdfG9P/rSH/ydT//nxhbPv/jCk29/UhEqpUSmzc2IL794+aA7H+9zanIqTRYGgUSKkLRCiglUlunA++d//If//qtfPdJs7SZDYIr7A4MuOr6IIUTRyvdcW7A1Rmsllj1EZKO0wzZHkylHI8jq/PxHfvE9DQm/+ea17JXXhCROFTuO64hSDmk3LhIjSKiqzbrOTGwtSUFWjySrOYpEFWQcxGqt7ihoeqAsFsCXr2zd7nYFUTvu6trR1aNLy4urEjjERXtpNQj9we7eIMk/8MR7/vgL/67ebPwPn/k7lbCisDxVBERKIyKXBjXTbkQTfDjTkSCZ8CvXL7fACRfrgzu7qlZ7683Xr129OszzULvbUawEqUirwgiGMCebuaRsLrroYWEUKUoK31FcWAHRgEqBEqtBDwqzadLkVi9cSN+V9fcC1i5hoyD0hoPOqBeJ47bDsFKhKI14b3djMFqt+Z7na8u7gxEofawVzFeqnnYbTtewMb04I8zTfM5RZxadG0O63tndvtTfeOMN7ShVaxjH+dhPf+DI8cWKR8985/vP/eC5nOmpMMzFxP1Oo1LllCthJclifOnFi3hQupgeiysb3scH/4gIWHrI/+v//tvHVo7G3VFnrzPMerv9qEbI/S4Qp71B23ORWKwoa7SjyBZKaSXg+wg5s4IKaeXQyBR5oULPIZNYUWEYXDe++PiLn/yF2xs3FnXR2Bu1JJUs3xoOPcdbbYRKIutXdu7sBwCxK/Nzi0rBXqdvUsksNJtVz1cSZXESeyjiaHCp5lSGOcfD4X4uLBDWw9td8/JeL3Ld4TBbabd+7gOP/8JKQMI73fSt3uBiLx3lEDTqzbUzc7Xa3Nw8gVAQ4MsvXZw9ezPTJXfXAVQCHGr6X/7B/7y1szcwxuRxPTcnHWPTtLA5iwIrnu9HkLvGNBC0h9oNEMikmYbMUZVUecSZImNVaAxWtH37+QdqTf+LF29fuXT73MlFadZWWnMdVF4QruSmng+rblDkBXU3Korx4ZVWrJws7o5kZ1QoMQsNJwVXTBHFuQIH56saKY7SQJLu0M7VK0PmRr3Ri5J+lO4YsejvO3RrY+douzXqD8OFhd/64EMnw4wk4xQygmiQrXfyH2/ubufOeqHZc10ifOXlSyL3aXCaNpiXIIgBv/Hy87/3z363yHOqNFI2VcuuzVd8Nywya7MkTVOh/SL3lLNUr6Z5OszF9UNXwCFUzbmNXrdaD4/UaqvHlk+dXMXQ7Q2H3/7ehc4rr4lWIzM4emYt3YlOHz+hW02uh4rNZq8fkIZauBQ0u2KlvxewrlZqQxCyUbLfEbderTfBI7B2MOwJudWgGhKQhs7ONnm1DNEhLcqLs+Fu1M9v7VeKYaPhJ4bY8R98YPkj7/spJxvMISlbeGI3uyMYZTfZvZBzRk7LxFpmzuHdW2uetoejZbSmXqvYke2t31CeNwyDULtvGrI6QHSo0kAFpINc4W5ekNtCLlwnyPI4VIqYW/X6Bz/8vt3NdYvq6R+8vHHrlvRGZCLVCDuDfK6xYFLbT5MfXrpQc/z5amjd0G+2rJMONztdZ12FFUSnVtU7O7tZlBb50Atq9ZD2Op0sz4osbwa+W/Pjfnc9GnqqioAN1x0VsZflW/Ed7A0bYlkZqHrgVLbvbCpgfXzx1bc2okYdtIvgketWFlZkRXQh7aTodjvHm219/wNW9/Z4ELSW5lca899/5TUtdt5rxL3IGsm90NFaFyMLaG0BKgCCqkhhCxJAxhqJWEOg+5q/+M8vkWNJK2bQzOKgAdemtlpX73h0kdkdrAbFyE+N7e5tVkyc7nRjIwwQg3iMwJQ7mWGtlLWok+5GfkeLgEKOlXbIdiyy4xpTQAGFC4l2XUwLv3oqrATHWv3IZNnu8ZNnRv1ep+WnWb5xeyPtddvHVpQOQTtKObmI43kQBBXhc8eOfPSjH9cgBHc3CJVB7Z4OGGmpyvKJE87LlazT297ff/j00Z1uXxWDpuuDr4HzQQqqiDIg5YMPxJq4KApBIsnYKAcLo7V4vsZomOhGraII65Wai5lDO5ujpYr32NrqJZ+H+/kjp5xL3boUg4caySsj74yOQqdgqt+MzLIOyM32Y1oKit6wFntwXOLbQEOOTvlzmxkvkm03oC+mkwRHPbpp3IxxpeHE7twp0g8/sPrSdf8d4dnh8HpQqUNR7GwPE+iLKYokW12tzzfb63c6n/ibv/TEez9SgIMvvXhBJgcEDh+9xZmjtyIAjlX8L//1vxhubuSinv7aVx59+EEeRU7g7PTyhZp0M1oMZT+FLFHtht5P4mbQ6A6i+Vo9ExMGmCcQuKyV9FNpthcUGwYnDEk5jYS57vYX2svkN5oVSqMMxc0tOhxLzVvf6tQpy4ZOoz5nEb2qm2u3iLYRkahiedDTK0tpYkhqDuylBcOOjGrHTldzC6FeUISgixzjCy9tfuoTjxvTtPmgn4nEHaVgmEGeKpSo1x3V5+ccUSnzr33m72nPQRANohBEkKeHYKcZloy7aaZH93Ji+q/+9t9XwJlgZHMb7c3Nrbot/xTY3OSnqbHe3/X2+w8/EBpwF63pxdhoL4gtfIs59JYXWwHZkUXbSRq+101hY3NdCn7q4XO+ZHE/oXyreSbkxLy12dnY6jPjYyfn3Tg4HiT9jjz6wPKr17pLjerVWxuvv3GtKBRxlhUcZbFy9VIt/PQnPtofjB5oyBs3o8dOr+7F8q8+/+XA962Y1Wb7kz/77qeO+9/90788+Z6nvvDVH/0Xn/zwtc3dY6dP/fjCq3UdPn52AcU5vrZCjp/1enub68vHTgChFokBtIxPE/AkcPEB+Tpz5AFBhK0FLojaK0tXvvXq8XNqc3/4jW8/F2j1M+97YnWukVzfhOyhYZ4+f+FKsjcEzYYFSTloHzx1amVlBbNRLU8GQ7n45s2dvZ7voBkNHn3obO+tjWNHF+RE8syPLq/fuTPsx1mc7b5Zn1te+PTffP+l7379sUdPDXZu791Kb23uKjSaNULhag15nA6Ljc7e5/7wj0dZ/mu//LH+a5tX/eYzz77c1hWTpxs73eN+/bnvv3D6+NIH5le+8M3vm9HwjQsvP9Zc/uznv5Indl+p65cufuypJ06vnaodefCFP//T5UYFEJlF/e3PfNLVtUm7i9y3l/iu/mkAEE6M+eq/+3+SG+sf//jH/9Z/+T995bvfkkH86pvXPJZ4KJ0sfe31y0m3FzjkELhIWkzgN0bDvd3d3XxQ9Ebxrc2dwX6X2DjaidLirRubTa3y1F58q2OLhMlhK43WXFLku+tbb1y+NR/j9TjvJcmtbl7zau2VpTzWzfm5VmuxKGhxYbnVmi+KtL89SPuRk+QbOaRpvLS07CBEe50HT53Y6vRvXLrxoQdPfP3K+oOrS+tbAxP3r926067XJY72e1F7YflnP/JhCOb/7Z/84fueep/4FQDUX/rL3zx//Ofe/vbPWNACooDGxx2AcXwkExlAybShDxDZ00691diydmnpJAV13/Ndz80zZ399h8np9LoekvLCMHBjYwLf18iNZsvmFfS8ZHPHVaQcDFABeUprcZx8FNsCtKiACpEcqovMVK3VteMokwcEKFjRJnOCY61AFZnjab/mNaohA4Zat+ZqSrkm7QWOailXUdEMG0lvGNSreToIlApNgUU216h5LJBnns38IgsLd6HatIb9MKxnhaS5FIVi66GLxggBstDezeLqtWeT6DYXQKZs4xAWsQwiBEwoIGjLcwzM5eklFBYkpQQtMHDuaU85KtSO0qKENYLvug6Bp3XoeZ7rpVE6GPb3dveGvZ6AMJt6teE6OvC01hQGvuM4hKK11tY0/WroaN/xq14YOkGodUCKQHyBWr2CwFrQJfI0ksnCUGsEh9BRpqI1EQGJAvJ0oaXQYANNBOgCLLXmnEqYF2ahWskKrLTbKKS5WAzCqnaCgkGrPOfIsPIqeZ5nxhrL1F5eCv2FnGuDNB+aYhCn/SQZJkU/zvtRNholxlgQZGZjDBEVlovCWmsBmICGUR6luUOgwGoQJayENaBCcBBJGEU0EYg0anXHcRqtBhL6ShtrCEWjuAK+dhxF2tEKELLcV1Svokt53beewx4iFoUIe5WwHriupxSbhbm6BkDLrXogYiqurjdCX7sOW8kyxRL6WpENPUcBoFiO45VWQ3x3NOwfXZgj169Xm7kit+qrvKg7DppCBJJhPEpyRBgORnFmk4ypUj997NjZFy79mcNRmhq0tuXoulc0XAiJUbFGMxxEWZrneVFkRZZmhYU8M0mcIticsRtbQYW25NsQBTzPoZKDKqyjVbVaUURhECBArRoSiueowAtEmIt8fPpwzDcyJymYAhiUOMoCKYcEOY2JLVq2eQ6EwDaLY4QCGNI4FrJsCpNbV2k2OccJARgjCgiVQgBjTZXN3u2bnqOBlWQZmiLwXSuFdjyVRibPKhoEwCRZIexoz6TFKCkSaynEbm87dwonH1wWNBo02AJErOXImjxjj2xiKC0sMHOeO0qGUc4sQihExNYFozSyNWKtAYWAbK0gMAuyFS7yLLXMURwL26g/MBayvMjTFAHZCoMQOQDKAjrAisEUBTCKBkLLCEjlX/xQaCSs1gIvUIiOG9Sqnut7WrkOKldrTcA2t4CKxWKhUTEqUoQCVuihdqPlVV2lNFuT5y1SC6grAMt+8KG1+SfnGu0wYMtx3E8zC6TTJE6A4yyjTrztkLzv7R85vvakZpOBidNoa+fHUbYPRpBNgURGrEghaMRaIBYxLCgoAoXJ2hUn9NzxH26xBiY9DiQIwoHvOcpVoF3H8TytHN/3PLAS+C4gK0REMkUqUriK5h3PgvUQNYkGACEtTOMzKOIqZDKKhEEqjq7Vm8fPLFc81wFiyx6Q6/slv06suN/DPBtubBCzRrRF+tHHH2767s6wd+7YSjN0KoGq+3rJxfl68NDZxUbFq5EUnS7v3Dy1NM9Fptkis96PNxvBxsaQo9H1UDf6We/GG19uierhNx459UsSnB51Rhm7mBUaHctsoxEhic3TPAfhXhLf3ulFccrln6Ow4gAYYzUSsJg8C/1WbPMCmPN0eaE1MpkxWagQqBAWQeUYFrZQFNrw2cX61c42sZAxoSlsGvt5FDkkaE83PdzYKwrgYW+0uZU06nvdvcFb0Fpe4jQdbuxyzcU0A0QLoMkeqwc2rx9ttHdo7+zSqu9VVucq9Vu3EfU7z5zuDvqVSjiyR8zyvBFuH1n8tVPnN3qxxN0k6Z9dWYoGPcwTBNDdzUgWd25tfGOkfyTxkbB2qrvT6fHOaNRZbfaCJRZDhlNXwJBRRJapgIwFRUSLfO3Pv/z6xm03zcSK1uQ4PjFWCEkjuFqQbI5giop2IC1iC2I0sTIglIHSngZyHaW8wG1ClkSuyPmjyxA0CjLL8zVtQaiV1BY6c7HNosfmG296tXljT//Uu6nbW3js/OjqzsLJk7VOcvz9T7zxVy+df+o8iTO/tIhXL51vtUYAK6fW8kvD1vseWzdpexATBCiDpUfPfO/7Pz5br6wl+VtZkmwMesMEPa0GeQg57+55eZEdOdUdpaREffznzxk32t9+Sxl1bfdifuf2/uaOX6O0sx/OVfqj9Xl33rLTK4pRaqKoyEY5ZnEg5sIrPx5u3GHX0/Xmzt4e+m5zeRlAcZqG7QVVbXaj6OTjb9u7s7N6/oEkSxfm29BoVrKRCpx8GPnHVpaOHL/TG1VXlucWF9MkpSz9qXZDrx37g+//4Pj7P/Ty69f06ZN9RTcH+/VGe2nYO9tuvuWHt29uuLXmneu367Xm9uYdQOkO+mzMaGtbW+7udzhKF5V6MKzudXrFzn44SmqFnYuy1SLf29+rONDidM2o6taeRP1qv1Mnmw66NopVlilluJCkSAcVp1ebi9P0/wVmK0HzxoQQXAAAAABJRU5ErkJggg==";

// The nearest whole number; of two as near the even one, as NumPy has it.
const toEven = (value) => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

// The brightness of a picture with three channels, each a table of rows.
export const brightness = ([red, green, blue]) => red.map((row, i) => row.map((value, j) =>
  toEven(SHARES[0] * value + SHARES[1] * green[i][j] + SHARES[2] * blue[i][j])));

export const total = (table) => table.flat().reduce((sum, value) => sum + value, 0);

// The kernel as it is used: divided by its sum if that is asked for and possible.
export const divided = (kernel, divide) => {
  const sum = divide ? total(kernel) || 1 : 1;
  return kernel.map((row) => row.map((weight) => weight / sum));
};

// The nine products of the window whose upper left corner is at a row and a column.
export const products = (picture, kernel, row, column) =>
  kernel.map((weights, m) => weights.map((weight, n) => weight * picture[row + m][column + n]));

// The feature map: b plus the products of all channels, the same kernel times each one's factor.
export function slide(channels, kernel, factors = [1], bias = 0, relu = false) {
  const size = kernel.length;
  const [rows, columns] = [channels[0].length - size + 1, channels[0][0].length - size + 1];
  const map = Array.from({ length: rows }, () => new Array(columns).fill(bias));
  channels.forEach((picture, channel) => {
    for (let m = 0; m < size; m++) {
      for (let n = 0; n < size; n++) {
        const weight = kernel[m][n] * factors[channel];
        if (!weight) continue;
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) map[i][j] += weight * picture[i + m][j + n];
        }
      }
    }
  });
  return relu ? map.map((row) => row.map((z) => Math.max(0, z))) : map;
}

// All places on the way from one to another, both included.
export function between([row, column], [toRow, toColumn]) {
  const far = Math.max(Math.abs(toRow - row), Math.abs(toColumn - column), 1);
  return Array.from({ length: far + 1 }, (_, number) => [
    Math.round(row + ((toRow - row) * number) / far), Math.round(column + ((toColumn - column) * number) / far)]);
}

const STYLE = `
  .live-kernel .by { font-size: 13px; color: var(--soft); }
  .live-kernel .stage { display: grid; gap: 8px 20px; grid-template-columns: minmax(0, 1fr); }
  .live-kernel canvas { display: block; width: 100%; height: auto; border-radius: 8px; touch-action: none; cursor: grab;
    image-rendering: pixelated; background: var(--ground); }
  .live-kernel .row { margin-top: 10px; }
  .live-kernel .sums { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; margin-top: 14px; }
  .live-kernel .work { display: flex; flex-wrap: wrap; gap: 0 24px; align-items: center; }
  .live-kernel .sums > b { font-size: 24px; font-weight: 400; color: var(--soft); }
  .live-kernel .cells { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 2px; width: 144px; }
  .live-kernel .three .cells { width: 126px; font-size: 14px; }
  .live-kernel .group { display: flex; gap: 6px 12px; flex-wrap: wrap; }
  .live-kernel .cells > * { height: 38px; display: grid; place-items: center; border-radius: 4px; width: 100%; padding: 0;
    font: inherit; font-variant-numeric: tabular-nums; text-align: center; }
  .live-kernel .cells input { border: 1.5px solid var(--strong); font-weight: 700; appearance: textfield; }
  .live-kernel .cells input::-webkit-inner-spin-button { display: none; }
  .live-kernel .answer { font-size: 20px; font-variant-numeric: tabular-nums; margin-top: 8px; min-height: 1.5em; }
  .live-kernel .answer strong { font-size: clamp(20px, 5vw, 30px); white-space: nowrap; }
  .live-kernel .file { position: relative; }
  .live-kernel .file input { position: absolute; inset: 0; opacity: 0; width: 100%; cursor: pointer; }
  .live-kernel label { display: inline-flex; gap: 6px; align-items: center; margin: 0; }
  .live-kernel label input[type=number] { width: 4.6em; height: 36px; border: 1.5px solid var(--line); border-radius: 8px; padding: 0 6px; }
  .live-kernel input[type=checkbox] { width: 20px; height: 20px; }
  .live-kernel .gap { flex: 0 0 10px; }
  @media (max-width: 420px) { .live-kernel .cells { width: 128px; }
    .live-kernel .three .cells { width: 97px; font-size: 11px; gap: 1px; } .live-kernel .group { gap: 4px; } .live-kernel .three figcaption { font-size: 12px; } }
  @media (min-width: 760px) { .live-kernel .stage { grid-template-columns: 1fr 1fr; } }
`;

const buttons = (name, values) => values.map((value) => `<button type="button" data-${name}="${value}">${value}</button>`).join("");
const PAGE = `<style>${STYLE}</style><div class="live live-kernel" data-lm-suppress-shortcuts="true">
  <p class="try">Try: drag the window over the photograph, then choose another kernel, or type your own.</p>
  <div class="stage">
    <figure><figcaption>picture</figcaption><canvas class="picture" width="${COLUMNS * DOT}" height="${ROWS * DOT}" tabindex="0" role="application"
      aria-label="Photograph with the window of the kernel. Arrow keys move the window, with Shift by ten."></canvas></figure>
    <figure><figcaption class="legend"></figcaption><canvas class="map" width="${(COLUMNS - 2) * DOT}" height="${(ROWS - 2) * DOT}" role="img"
      aria-label="Feature map, as far as it is filled in"></canvas></figure></div>
  <div class="row" role="group" aria-label="Kernel">${buttons("preset", Object.keys(PRESETS))}<span class="gap"></span>
    <button type="button" class="main" data-do="run">Run</button><button type="button" data-do="fill">Fill in all</button>
    <button type="button" data-do="clear">Clear</button></div>
  <div class="work"><div class="sums"></div><p class="answer" role="status"></p></div>
  <div class="row"><label>bias b <input type="number" step="any" min="-99" max="99" name="bias"></label>
    <label><input type="checkbox" name="relu"> ReLU</label>
    <label><input type="checkbox" name="divide"> divide by the sum of the weights</label></div>
  <div class="row" role="group" aria-label="Channels">${buttons("channel", ["grey", ...NAMES, "colour"])}<span class="gap"></span>
    <label class="file">Your own picture<input type="file" accept="image/*" aria-label="Your own picture"></label></div>
  <p class="see">See: where the picture looks like the kernel, the sum is large. One kernel makes one map, however many channels it reads.</p>
  <p class="by">Photograph: <a href="https://www.flickr.com/photos/danielbuechele/6061409035/">danielbuechele</a>,
    <a href="https://creativecommons.org/licenses/by/2.0/">CC BY 2.0</a>, cut out and made smaller.</p></div>`;

const show = (value) => String(Math.round(10 * value) / 10 + 0).replace("-", "−");
const tinted = (colour, share) => `rgb(${colour.join(" ")} / ${share})`;

function render({ model, el }) {
  // In JupyterLab keys belong to what has the focus here, not to the notebook.
  el.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", ""));
  el.innerHTML = PAGE;
  const root = el.querySelector(".live-kernel");
  const find = (choice) => root.querySelector(choice);
  const [picture, map] = [find(".picture"), find(".map")];
  const small = Object.assign(document.createElement("canvas"), { width: COLUMNS, height: ROWS });
  const settings = { kernel: [], factors: [1, 1, 1], channel: "grey", bias: 0, relu: false, divide: true };
  let channels = [0, 1, 2].map(() => Array.from({ length: ROWS }, () => new Array(COLUMNS).fill(0)));
  let [place, timer, output, used] = [[27, 38], null, [], []];
  const seen = new Set();
  const key = ([row, column]) => row * COLUMNS + column;

  const chosen = () => {
    if (settings.channel === "colour") return channels;
    const number = NAMES.indexOf(settings.channel);
    return [number < 0 ? brightness(channels) : channels[number]];
  };
  const factors = () => (settings.channel === "colour" ? settings.factors : [1]);

  function compute() {
    used = chosen();
    const kernel = divided(settings.kernel, settings.divide);
    output = slide(used, kernel, factors(), settings.bias, settings.relu);
    model.set("output", output);
    drawPicture();
    drawTables();
    draw();
  }

  // How a number of the map is coloured: grey, or with both signs if flat areas give about 0.
  function scale() {
    const kernel = divided(settings.kernel, settings.divide).flat();
    const strength = factors().reduce((sum, one) => sum + Math.abs(one), 0) * kernel.reduce((sum, one) => sum + Math.abs(one), 0);
    const flat = kernel.reduce((sum, one) => sum + one, 0) * factors().reduce((sum, one) => sum + one, 0);
    return { both: Math.abs(flat) < 1e-9 && !settings.relu, most: Math.abs(flat) < 1e-9 ? 50 * strength || 1 : 255 };
  }

  function paint(canvas, colourOf, rows, columns) {
    const data = new ImageData(columns, rows);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data.data.set(colourOf(i, j), 4 * (i * columns + j));
    Object.assign(small, { width: columns, height: rows });
    small.getContext("2d").putImageData(data, 0, 0);
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    return context;
  }

  const still = Object.assign(document.createElement("canvas"), { width: COLUMNS * DOT, height: ROWS * DOT });
  function drawPicture() {
    const tint = NAMES.indexOf(settings.channel);
    paint(still, (i, j) => {
      if (settings.channel === "colour") return [...channels.map((one) => one[i][j]), 255];
      const value = used[0][i][j];
      return tint < 0 ? [value, value, value, 255] : [...[0, 1, 2].map((part) => (part === tint ? value : 0)), 255];
    }, ROWS, COLUMNS);
  }

  function frame(context, [row, column], size) {
    for (const [colour, width] of [["#fff", 6], [FOCUS, 3]]) {
      Object.assign(context, { strokeStyle: colour, lineWidth: width });
      context.strokeRect(column * DOT - 2, row * DOT - 2, size * DOT + 4, size * DOT + 4);
    }
  }

  function drawMap() {
    const { both, most } = scale();
    const context = paint(map, (i, j) => {
      if (!seen.has(key([i, j]))) return [0, 0, 0, 0];
      const share = Math.min(1, Math.max(both ? -1 : 0, output[i][j] / most));
      if (!both) return [255 * share, 255 * share, 255 * share, 255];
      return [...(share < 0 ? BLUE : ORANGE).map((part) => 255 + (part - 255) * Math.abs(share)), 255];
    }, ROWS - 2, COLUMNS - 2);
    frame(context, place, 1);
    const range = both ? `blue ${show(-most)} to orange ${show(most)}` : `black 0 to white ${show(most)}`;
    find(".legend").textContent = `feature map: ${range}`;
  }

  // The tables keep their inputs, and with them the focus; a change of channels makes new ones.
  function drawTables() {
    const names = settings.channel === "colour" ? NAMES : [settings.channel];
    const table = (title, kind, colour = "var(--soft)") => `<figure><figcaption style="color: ${colour}">${title}</figcaption>
      <div class="cells" data-kind="${kind}">${"<span></span>".repeat(9)}</div></figure>`;
    const colour = (number) => (names.length === 3 ? LIGHT[number] : undefined);
    const shape = names.join();
    if (find(".sums").dataset.shape === shape) return fillTables();
    find(".sums").dataset.shape = shape;
    find(".sums").classList.toggle("three", names.length === 3);
    find(".sums").innerHTML = `<div class="group">${names.map((name, number) =>
        table(names.length === 3 ? `${name} window` : "window", "window", colour(number))).join("")}</div><b>×</b>
      <figure><figcaption>kernel</figcaption><div class="cells">${Array.from({ length: 9 }, (_, number) =>
        `<input type="number" step="any" min="-99" max="99" data-weight="${number}" aria-label="weight in row ${1 + Math.floor(number / 3)}, column ${1 + (number % 3)}">`).join("")}</div></figure>
      ${names.length === 3 ? `<div>${NAMES.map((name, number) => `<label style="color: ${LIGHT[number]}; display: flex">×
        <input type="number" step="any" min="-99" max="99" data-factor="${number}" aria-label="times, for ${name}"> ${name}</label>`).join("")}</div>` : ""}
      <b>=</b><div class="group">${names.map((name, number) =>
        table(names.length === 3 ? `${name} products` : "nine products", "products", colour(number))).join("")}</div>`;
    fillTables();
  }

  function fillTables() {
    root.querySelectorAll("[data-weight]").forEach((input, number) => {
      if (input !== document.activeElement) input.value = settings.kernel.flat()[number];
    });
    root.querySelectorAll("[data-factor]").forEach((input, number) => {
      if (input !== document.activeElement) input.value = settings.factors[number];
    });
    for (const name of ["bias", "relu", "divide"]) {
      const input = find(`[name=${name}]`);
      if (input.type === "checkbox") input.checked = settings[name];
      else if (input !== document.activeElement) input.value = settings[name];
    }
    for (const name of ["preset", "channel"]) {
      for (const button of root.querySelectorAll(`[data-${name}]`)) {
        const wanted = PRESETS[button.dataset.preset] ?? { channel: button.dataset.channel };
        const is = Object.entries(wanted).every(([part, value]) => String(settings[part]) === String(value));
        button.setAttribute("aria-pressed", String(name === "preset" && !wanted.factors ? is && settings.channel !== "colour" : is));
      }
    }
  }

  function drawSums() {
    const kernel = divided(settings.kernel, settings.divide);
    const parts = used.map((one, channel) =>
      products(one, kernel.map((row) => row.map((weight) => weight * factors()[channel])), ...place));
    root.querySelectorAll("[data-kind=window]").forEach((table, channel) => [...table.children].forEach((cell, number) => {
      const value = used[channel][place[0] + Math.floor(number / 3)][place[1] + (number % 3)];
      cell.textContent = value;
      Object.assign(cell.style, { background: `rgb(${value} ${value} ${value})`, color: value < 118 ? "#fff" : "#000" });
    }));
    const { most } = scale();
    root.querySelectorAll("[data-kind=products]").forEach((table, channel) => [...table.children].forEach((cell, number) => {
      const value = parts[channel].flat()[number];
      cell.textContent = show(value);
      cell.style.background = tinted(value < 0 ? BLUE : ORANGE, Math.min(0.4, (0.5 * Math.abs(value)) / (most / 2)));
    }));
    const z = total(parts.flat()) + settings.bias;
    const sums = parts.map((part) => show(total(part))).join(" + ").replaceAll("+ −", "− ");
    const bias = settings.bias ? ` ${settings.bias < 0 ? "−" : "+"} ${show(Math.abs(settings.bias))}` : "";
    const result = settings.relu ? `z = ${show(z)}, <strong>a = max(0, z) = ${show(Math.max(0, z))}</strong>` : `<strong>z = ${show(z)}</strong>`;
    find(".answer").innerHTML = sums + bias === show(z) ? `The sum: ${result}` : `${sums}${bias}: ${result}`;
  }

  function draw() {
    const context = picture.getContext("2d");
    context.drawImage(still, 0, 0);
    frame(context, place, 3);
    drawMap();
    drawSums();
    find("[data-do=run]").textContent = timer ? "Stop" : "Run";
    model.set("place", place);
  }

  function moveTo(row, column) {
    const next = [Math.max(0, Math.min(ROWS - 3, row)), Math.max(0, Math.min(COLUMNS - 3, column))];
    between(place, next).forEach((one) => seen.add(key(one)));
    place = next;
    draw();
  }

  function stop() {
    cancelAnimationFrame(timer);
    timer = null;
  }

  function fill() {
    for (let row = 0; row < ROWS - 2; row++) for (let column = 0; column < COLUMNS - 2; column++) seen.add(key([row, column]));
  }

  function run() {
    if (timer) return stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return fill();
    let number = 0;
    seen.clear();
    const tick = () => {
      // The first row place by place, then quicker.
      for (let more = number < COLUMNS - 2 ? 1 : 40; more && number < (ROWS - 2) * (COLUMNS - 2); more--, number++) {
        place = [Math.floor(number / (COLUMNS - 2)), number % (COLUMNS - 2)];
        seen.add(key(place));
      }
      timer = number < (ROWS - 2) * (COLUMNS - 2) ? requestAnimationFrame(tick) : null;
      draw();
    };
    timer = requestAnimationFrame(tick);
  }

  function choose(preset) {
    const plain = settings.channel === "colour" ? { channel: "grey", factors: [1, 1, 1] } : {};
    Object.assign(settings, { bias: 0, relu: false, divide: true, ...plain }, structuredClone(PRESETS[preset]));
    settings.preset = preset;
  }

  const actions = { run, fill, clear: () => { stop(); seen.clear(); seen.add(key(place)); } };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { preset, channel } = button.dataset;
    if (button.dataset.do) actions[button.dataset.do]();
    if (preset) choose(preset);
    if (channel) settings.channel = channel;
    if (preset || channel) compute();
    else draw();
  });
  root.addEventListener("input", ({ target }) => {
    const { type, value, validity } = target;
    if (type === "file" || (type === "number" && value === "")) return;
    if (validity.rangeUnderflow || validity.rangeOverflow) return void target.reportValidity();
    if (type === "checkbox") settings[target.name] = target.checked;
    else if (target.dataset.weight) settings.kernel[Math.floor(target.dataset.weight / 3)][target.dataset.weight % 3] = +value;
    else if (target.dataset.factor) settings.factors[target.dataset.factor] = +value;
    else settings.bias = +value;
    compute();
  });
  root.addEventListener("focusout", () => setTimeout(fillTables)); // what counts stands there again
  for (const [canvas, size] of [[picture, 3], [map, 1]]) {
    const drag = (event) => {
      const box = canvas.getBoundingClientRect();
      const at = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
      const [rows, columns] = [ROWS - 3 + size, COLUMNS - 3 + size];
      moveTo(Math.floor(at[0] * rows - (size - 1) / 2), Math.floor(at[1] * columns - (size - 1) / 2));
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      stop();
      canvas.setPointerCapture(event.pointerId);
      drag(event);
    });
    canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && drag(event));
  }
  picture.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    stop();
    moveTo(...place.map((where, part) => where + arrow[part] * (event.shiftKey ? 10 : 1)));
  });

  // Cut a picture to the frame's shape in its middle and make it small.
  function open(source, name) {
    const image = new Image();
    image.onerror = () => Object.assign(find(".by"), { hidden: false, textContent: `${name} isn't a picture that can be opened here.` });
    image.onload = () => {
      const share = Math.min(image.width / COLUMNS, image.height / ROWS);
      const [width, height] = [share * COLUMNS, share * ROWS];
      const canvas = Object.assign(document.createElement("canvas"), { width: COLUMNS, height: ROWS });
      const context = canvas.getContext("2d");
      context.imageSmoothingQuality = "high";
      context.drawImage(image, (image.width - width) / 2, (image.height - height) / 2, width, height, 0, 0, COLUMNS, ROWS);
      const { data } = context.getImageData(0, 0, COLUMNS, ROWS);
      channels = [0, 1, 2].map((part) => Array.from({ length: ROWS }, (_, row) =>
        Array.from({ length: COLUMNS }, (_, column) => data[4 * (row * COLUMNS + column) + part])));
      compute();
    };
    image.src = source;
  }
  find("[type=file]").addEventListener("change", ({ target }) => {
    if (!target.files.length) return;
    find(".by").hidden = true;
    open(URL.createObjectURL(target.files[0]), target.files[0].name);
  });
  choose(model.get("preset") ?? "edges");
  for (let number = 0; number <= place[0] * (COLUMNS - 2) + place[1]; number++) {
    seen.add(key([Math.floor(number / (COLUMNS - 2)), number % (COLUMNS - 2)]));
  }
  compute();
  open(PHOTOGRAPH);
  return stop;
}

export default { render };
